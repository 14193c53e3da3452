using MeshStarter.DuckDb;
using MeshStarter.QueryProxy.Engine;
using MeshStarter.QueryProxy.Workers;

namespace MeshStarter.QueryProxy.Wire;

/// <summary>The text form of dates, times and structs.</summary>
internal enum ValueForm
{
    /// <summary>Trino's, with the precision of the type.</summary>
    Trino,

    /// <summary>Trino's for clients that know milliseconds only.</summary>
    TrinoMilliseconds,

    /// <summary>The mesh's own (<see cref="MeshStarter.Contracts.CanonicalText"/>).</summary>
    Canonical,
}

/// <summary>Makes the encoder of a type.</summary>
internal static class ValueEncoders
{
    private const int Milliseconds = 3;

    public static ValueEncoder For(DuckDbType type, ValueForm form) => type.Id switch
    {
        DuckDbTypeId.Null => Bare((text, _, _) => text.Write("null"u8)),
        DuckDbTypeId.Boolean => Bare((text, vector, row) => text.Write(vector.GetBoolean(row) ? "true"u8 : "false"u8)),
        DuckDbTypeId.TinyInt => Bare((text, vector, row) => text.WriteNumber(vector.GetInt8(row))),
        DuckDbTypeId.SmallInt => Bare((text, vector, row) => text.WriteNumber(vector.GetInt16(row))),
        DuckDbTypeId.Integer => Bare((text, vector, row) => text.WriteNumber(vector.GetInt32(row))),
        DuckDbTypeId.BigInt => Bare((text, vector, row) => text.WriteNumber(vector.GetInt64(row))),
        DuckDbTypeId.UTinyInt => Bare((text, vector, row) => text.WriteNumber(vector.GetUInt8(row))),
        DuckDbTypeId.USmallInt => Bare((text, vector, row) => text.WriteNumber(vector.GetUInt16(row))),
        DuckDbTypeId.UInteger => Bare((text, vector, row) => text.WriteNumber(vector.GetUInt32(row))),
        DuckDbTypeId.UBigInt => Quoted((text, vector, row) => text.WriteNumber(vector.GetUInt64(row))),
        DuckDbTypeId.HugeInt => Bare((text, vector, row) => text.WriteNumber(BigInt(vector.GetInt128(row)))),
        DuckDbTypeId.UHugeInt => Quoted((text, vector, row) => text.WriteNumber(vector.GetUInt128(row))),
        DuckDbTypeId.Decimal => Quoted(Decimal),
        DuckDbTypeId.Float => new FloatingEncoder((vector, row) => vector.GetFloat(row), single: true),
        DuckDbTypeId.Double => new FloatingEncoder((vector, row) => vector.GetDouble(row), single: false),
        DuckDbTypeId.Varchar or DuckDbTypeId.Enum or DuckDbTypeId.Bit => new StringEncoder(),
        DuckDbTypeId.Blob => Quoted((text, vector, row) => text.WriteBase64(vector.GetBlob(row))),
        DuckDbTypeId.Uuid => Quoted((text, vector, row) => text.WriteNumber(vector.GetUuid(row), "D")),
        DuckDbTypeId.Date => Quoted((text, vector, row) => TemporalText.Date(text, vector.GetDateDays(row))),
        DuckDbTypeId.Interval => Quoted(Interval),
        DuckDbTypeId.Time => Quoted((text, vector, row) => Time(text, vector.GetTimeMicros(row), 6, form)),
        DuckDbTypeId.TimeNanoseconds => Quoted((text, vector, row) => Time(text, vector.GetTimeNanos(row), 9, form)),
        DuckDbTypeId.TimeTz => Quoted((text, vector, row) => TimeTz(text, vector.GetTimeTz(row), form)),
        DuckDbTypeId.TimestampSeconds => Quoted((text, vector, row) => Timestamp(text, vector.GetTimestampRaw(row), 0, form)),
        DuckDbTypeId.TimestampMilliseconds => Quoted((text, vector, row) => Timestamp(text, vector.GetTimestampRaw(row), 3, form)),
        DuckDbTypeId.Timestamp => Quoted((text, vector, row) => Timestamp(text, vector.GetTimestampRaw(row), 6, form)),
        DuckDbTypeId.TimestampNanoseconds => Quoted((text, vector, row) => Timestamp(text, vector.GetTimestampRaw(row), 9, form)),
        DuckDbTypeId.TimestampTz => Quoted((text, vector, row) => Instant(text, vector.GetTimestampMicros(row), form)),
        DuckDbTypeId.List or DuckDbTypeId.Array => new ListEncoder(For(type.Element!, form)),
        DuckDbTypeId.Map => new MapEncoder(For(type.Fields[0].Type, form), For(type.Fields[1].Type, form)),
        DuckDbTypeId.Struct => new StructEncoder(type, [.. type.Fields.Select(field => For(field.Type, form))], asObject: form == ValueForm.Canonical),
        _ => throw new WorkerFailureException(WorkerErrors.NoWireForm, $"Values of type {type} cannot be sent. Cast them, for example to VARCHAR."),
    };

    private static ScalarEncoder Bare(Action<ByteBuffer, DuckDbVector, int> text) => new(text, quoted: false);

    private static ScalarEncoder Quoted(Action<ByteBuffer, DuckDbVector, int> text) => new(text, quoted: true);

    private static long BigInt(Int128 value) => value >= long.MinValue && value <= long.MaxValue ? (long)value
        : throw new WorkerFailureException(WorkerErrors.OutOfRange, $"bigint overflow: {value} is beyond what a bigint holds. Write CAST(… AS decimal(38,0)) of the number, in a sum of what is summed.");

    private static void Decimal(ByteBuffer text, DuckDbVector vector, int row)
    {
        var value = vector.GetDecimal(row);
        if (value.Scale == 0)
        {
            text.WriteNumber(value.Unscaled);
            return;
        }

        if (value.Scale > 18 || value.Unscaled > long.MaxValue || value.Unscaled < -long.MaxValue)
        {
            text.Write(System.Text.Encoding.UTF8.GetBytes(value.ToString()));
            return;
        }

        var digits = (long)value.Unscaled;
        if (digits < 0)
        {
            text.Write((byte)'-');
            digits = -digits;
        }

        var (whole, fraction) = Math.DivRem(digits, Powers[value.Scale]);
        text.WriteNumber(whole);
        text.Write((byte)'.');
        text.WriteDigits(fraction, value.Scale);
    }

    private static void Interval(ByteBuffer text, DuckDbVector vector, int row)
    {
        var value = vector.GetInterval(row);
        if (value.Months != 0)
        {
            throw new WorkerFailureException(WorkerErrors.NoWireForm,
                "An interval in the result has months or years, which have no fixed number of days and cannot be sent. Cast it to VARCHAR.");
        }

        TemporalText.DayInterval(text, value.Days, value.Micros);
    }

    private static void Time(ByteBuffer text, long value, int precision, ValueForm form)
    {
        if (form == ValueForm.Canonical)
        {
            TemporalText.CanonicalTime(text, value, precision);
        }
        else
        {
            TemporalText.Time(text, value, precision, form == ValueForm.Trino ? precision : Milliseconds);
        }
    }

    private static void TimeTz(ByteBuffer text, DuckDbTimeTz value, ValueForm form)
    {
        Time(text, value.Micros, 6, form);
        TemporalText.Offset(text, value.OffsetSeconds);
    }

    private static void Timestamp(ByteBuffer text, long value, int precision, ValueForm form)
    {
        if (form == ValueForm.Canonical)
        {
            TemporalText.CanonicalTimestamp(text, value, precision);
        }
        else
        {
            TemporalText.Timestamp(text, value, precision, form == ValueForm.Trino ? precision : Milliseconds, (byte)' ');
        }
    }

    private static void Instant(ByteBuffer text, long micros, ValueForm form)
    {
        Timestamp(text, micros, 6, form);
        text.Write(form == ValueForm.Canonical ? "Z"u8 : " UTC"u8);
    }

    private static readonly long[] Powers = [.. Enumerable.Range(0, 19).Select(exponent => (long)Math.Pow(10, exponent))];
}
