using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb;

// Any value as an object: for what is not in a hurry.
public sealed unsafe partial class DuckDbVector
{
    /// <summary>
    /// A row as an object, null for NULL: the whole number of the column's width, the getters' types, and string for ENUM and BIT, byte[] for BLOB,
    /// DuckDbDecimal for DECIMAL, DateOnly, TimeOnly (long nanoseconds for TIME_NS), DateTime, DateTimeOffset,
    /// object?[] for LIST, ARRAY and a STRUCT without names, Dictionary&lt;string, object?&gt; for STRUCT,
    /// KeyValuePair&lt;object, object?&gt;[] for MAP.
    /// </summary>
    /// <exception cref="NotSupportedException">The type (UNION, BIGNUM, VARIANT, GEOMETRY or newer) cannot be read; cast it in SQL.</exception>
    /// <exception cref="OverflowException">A date or time that .NET cannot hold.</exception>
    public object? GetValue(int row) => IsNull(row) ? null : Type.Id switch
    {
        DuckDbTypeId.Boolean => GetBoolean(row),
        DuckDbTypeId.TinyInt => At<sbyte>(row),
        DuckDbTypeId.SmallInt => At<short>(row),
        DuckDbTypeId.Integer => GetInt32(row),
        DuckDbTypeId.BigInt => GetInt64(row),
        DuckDbTypeId.HugeInt => GetInt128(row),
        DuckDbTypeId.UTinyInt => At<byte>(row),
        DuckDbTypeId.USmallInt => At<ushort>(row),
        DuckDbTypeId.UInteger => At<uint>(row),
        DuckDbTypeId.UBigInt => At<ulong>(row),
        DuckDbTypeId.UHugeInt => At<UInt128>(row),
        DuckDbTypeId.Float => GetFloat(row),
        DuckDbTypeId.Double => GetDouble(row),
        DuckDbTypeId.Decimal => GetDecimal(row),
        DuckDbTypeId.Uuid => GetUuid(row),
        DuckDbTypeId.Varchar or DuckDbTypeId.Enum or DuckDbTypeId.Bit => GetString(row),
        DuckDbTypeId.Blob => GetBlob(row).ToArray(),
        DuckDbTypeId.Date => GetDate(row),
        DuckDbTypeId.Time => GetTime(row),
        DuckDbTypeId.TimeNanoseconds => GetTimeNanos(row),
        DuckDbTypeId.TimeTz => GetTimeTz(row),
        DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampSeconds or DuckDbTypeId.TimestampMilliseconds or DuckDbTypeId.TimestampNanoseconds => GetDateTime(row),
        DuckDbTypeId.TimestampTz => GetDateTimeOffset(row),
        DuckDbTypeId.Interval => GetInterval(row),
        DuckDbTypeId.List or DuckDbTypeId.Array => ListValue(GetList(row)),
        DuckDbTypeId.Map => MapValue(GetList(row)),
        DuckDbTypeId.Struct => StructValue(row),
        _ => throw new NotSupportedException($"Values of type {Type} cannot be read. Cast them in SQL, for instance to VARCHAR."),
    };

    private object?[] ListValue(DuckDbSlice slice)
    {
        var values = new object?[slice.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Elements.GetValue(slice.Offset + i);
        }

        return values;
    }

    private KeyValuePair<object, object?>[] MapValue(DuckDbSlice slice)
    {
        var entries = new KeyValuePair<object, object?>[slice.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new(Keys.GetValue(slice.Offset + i)!, Values.GetValue(slice.Offset + i));
        }

        return entries;
    }

    private object StructValue(int row)
    {
        if (Type.Fields.All(field => field.Name.Length == 0))
        {
            return Enumerable.Range(0, Type.Fields.Count).Select(i => Field(i).GetValue(row)).ToArray();
        }

        var values = new Dictionary<string, object?>(Type.Fields.Count, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < Type.Fields.Count; i++)
        {
            values[Type.Fields[i].Name] = Field(i).GetValue(row);
        }

        return values;
    }
}
