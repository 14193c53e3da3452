using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;
using MeshStarter.DuckDb.Values;
using MeshStarter.Platform.Sql.Types;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>The text form of dates, times and structs.</summary>
internal enum ValueForm
{
    /// <summary>Trino's, with the precision of the type.</summary>
    Trino,

    /// <summary>Trino's for clients that know milliseconds only.</summary>
    TrinoMilliseconds,

    /// <summary>The mesh's own (<see cref="MeshStarter.Contracts.Rows.CanonicalText"/>).</summary>
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
        DuckDbTypeId.TinyInt => new IntegerEncoder<sbyte>(),
        DuckDbTypeId.SmallInt => new IntegerEncoder<short>(),
        DuckDbTypeId.Integer => new IntegerEncoder<int>(),
        DuckDbTypeId.BigInt => new IntegerEncoder<long>(),
        DuckDbTypeId.UTinyInt => new IntegerEncoder<byte>(),
        DuckDbTypeId.USmallInt => new IntegerEncoder<ushort>(),
        DuckDbTypeId.UInteger => new IntegerEncoder<uint>(),
        DuckDbTypeId.UBigInt => new IntegerEncoder<ulong>(quoted: true),
        DuckDbTypeId.HugeInt => new SumEncoder(),
        DuckDbTypeId.UHugeInt => new IntegerEncoder<UInt128>(quoted: true),
        DuckDbTypeId.Decimal => Decimal(type),
        DuckDbTypeId.Float => new FloatingEncoder<float>(),
        DuckDbTypeId.Double => new FloatingEncoder<double>(),
        DuckDbTypeId.Varchar or DuckDbTypeId.Enum or DuckDbTypeId.Bit => new StringEncoder(),
        DuckDbTypeId.Blob => Quoted((text, vector, row) => text.WriteBase64(vector.GetBlob(row))),
        DuckDbTypeId.Uuid => Quoted((text, vector, row) => text.WriteNumber(vector.GetUuid(row), "D")),
        DuckDbTypeId.Date => new DateEncoder(),
        DuckDbTypeId.Interval => Quoted(Interval),
        DuckDbTypeId.Time => Quoted((text, vector, row) => Time(text, vector.GetTimeMicros(row), 6, form)),
        DuckDbTypeId.TimeNanoseconds => Quoted((text, vector, row) => Time(text, vector.GetTimeNanos(row), 9, form)),
        DuckDbTypeId.TimeTz => Quoted((text, vector, row) => TimeTz(text, vector.GetTimeTz(row), form)),
        DuckDbTypeId.TimestampSeconds => Quoted((text, vector, row) => Timestamp(text, vector.GetTimestampRaw(row), 0, form)),
        DuckDbTypeId.TimestampMilliseconds => Quoted((text, vector, row) => Timestamp(text, vector.GetTimestampRaw(row), 3, form)),
        DuckDbTypeId.Timestamp => new MicrosecondsEncoder(form, isInstant: false),
        DuckDbTypeId.TimestampNanoseconds => Quoted((text, vector, row) => Timestamp(text, vector.GetTimestampRaw(row), 9, form)),
        DuckDbTypeId.TimestampTz => new MicrosecondsEncoder(form, isInstant: true),
        DuckDbTypeId.List or DuckDbTypeId.Array => new ListEncoder(For(type.Element!, form)),
        DuckDbTypeId.Map => new MapEncoder(For(type.Fields[0].Type, form), For(type.Fields[1].Type, form)),
        DuckDbTypeId.Struct => new StructEncoder(type, [.. type.Fields.Select(field => For(field.Type, form))], asObject: form == ValueForm.Canonical),
        _ => throw new WorkerFailureException(WorkerErrors.NoWireForm, $"Values of type {type} cannot be sent. Cast them, for example to VARCHAR."),
    };

    /// <summary>The encoder of a type that has intervals of months where its <see cref="ColumnShapes"/> say so.</summary>
    public static ValueEncoder Shaped(DuckDbType type, ValueForm form, string shape)
    {
        var parts = ColumnShapes.Parts(shape);
        return type.Id switch
        {
            DuckDbTypeId.Interval when shape == ColumnShapes.Months => Quoted(MonthInterval),
            DuckDbTypeId.List or DuckDbTypeId.Array when parts.Count == 1 => new ListEncoder(Shaped(type.Element!, form, parts[0])),
            DuckDbTypeId.Map when parts.Count == 2 => new MapEncoder(Shaped(type.Fields[0].Type, form, parts[0]), Shaped(type.Fields[1].Type, form, parts[1])),
            DuckDbTypeId.Struct when parts.Count == type.Fields.Count => new StructEncoder(type, [.. type.Fields.Zip(parts, (field, part) => Shaped(field.Type, form, part))], asObject: form == ValueForm.Canonical),
            _ => For(type, form),
        };
    }

    private static ScalarEncoder Bare(Action<ByteBuffer, DuckDbVector, int> text) => new(text, quoted: false);

    private static ScalarEncoder Quoted(Action<ByteBuffer, DuckDbVector, int> text) => new(text, quoted: true);

    // As the engine stores it (C API, "Decimals").
    private static ValueEncoder Decimal(DuckDbType type) => type.Precision switch
    {
        <= 4 => new DecimalEncoder<short>(type.Scale, value => value),
        <= 9 => new DecimalEncoder<int>(type.Scale, value => value),
        <= 18 => new DecimalEncoder<long>(type.Scale, value => value),
        _ => new WideDecimalEncoder(type.Scale),
    };

    private static void MonthInterval(ByteBuffer text, DuckDbVector vector, int row)
    {
        var value = vector.GetInterval(row);
        if (value.Days != 0 || value.Micros != 0)
        {
            throw new WorkerFailureException(WorkerErrors.NoWireForm, "An interval in the result has months and days, and cannot be sent. Cast it to VARCHAR.");
        }

        TemporalText.MonthInterval(text, value.Months);
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
}
