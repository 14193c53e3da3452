using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Appending;

internal sealed unsafe partial class VectorWriter
{
    internal void Write(int row, DateOnly value)
    {
        Require(DuckDbTypeId.Date, "date");
        Store(row, EpochTime.Days(value));
    }

    internal void Write(int row, TimeOnly value)
    {
        if (Type.Id == DuckDbTypeId.TimeNanoseconds)
        {
            Store(row, value.Ticks * TimeSpan.NanosecondsPerTick);
            return;
        }

        Require(DuckDbTypeId.Time, nameof(TimeOnly));
        Store(row, EpochTime.Micros(value));
    }

    internal void Write(int row, DuckDbTimeTz value)
    {
        Require(DuckDbTypeId.TimeTz, nameof(DuckDbTimeTz));
        Store(row, value.ToBits());
    }

    /// <summary>A wall clock time, cut off to the column's unit.</summary>
    internal void Write(int row, DateTime value)
    {
        var ticks = EpochTime.Ticks(value);
        Store(row, Type.Id switch
        {
            DuckDbTypeId.Timestamp => EpochTime.FloorDiv(ticks, TimeSpan.TicksPerMicrosecond),
            DuckDbTypeId.TimestampSeconds => EpochTime.FloorDiv(ticks, TimeSpan.TicksPerSecond),
            DuckDbTypeId.TimestampMilliseconds => EpochTime.FloorDiv(ticks, TimeSpan.TicksPerMillisecond),
            DuckDbTypeId.TimestampNanoseconds => Nanoseconds(ticks),
            _ => throw WrongType(nameof(DateTime)),
        });
    }

    internal void Write(int row, DateTimeOffset value)
    {
        Require(DuckDbTypeId.TimestampTz, nameof(DateTimeOffset));
        Store(row, EpochTime.Micros(value));
    }

    internal void Write(int row, DuckDbInterval value)
    {
        Require(DuckDbTypeId.Interval, nameof(DuckDbInterval));
        Store(row, value);
    }

    private long Nanoseconds(long ticks) =>
        Math.Abs(ticks) <= long.MaxValue / TimeSpan.NanosecondsPerTick ? ticks * TimeSpan.NanosecondsPerTick : throw Outside();
}
