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
        Require(DuckDbTypeId.Time, nameof(TimeOnly));
        Store(row, EpochTime.Micros(value));
    }

    internal void Write(int row, DateTime value)
    {
        Require(DuckDbTypeId.Timestamp, nameof(DateTime));
        Store(row, EpochTime.Micros(value));
    }

    internal void Write(int row, DateTimeOffset value)
    {
        Require(DuckDbTypeId.TimestampTz, nameof(DateTimeOffset));
        Store(row, EpochTime.Micros(value));
    }
}
