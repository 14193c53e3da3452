namespace MeshStarter.DuckDb.Values;

/// <summary>Converts a value of the engine to the requested type, without loss.</summary>
internal static class ScalarConversion
{
    internal static T? To<T>(object? value)
    {
        if (value is null)
        {
            return default(T) is null ? default : throw new InvalidCastException($"The answer is NULL or has no row; ask for a nullable {typeof(T).Name}.");
        }

        if (value is T same)
        {
            return same;
        }

        var target = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        var converted = Whole(value) is { } number ? FromWhole(number, target) : FromFraction(value, target);
        return converted is T fitting ? fitting : throw new InvalidCastException($"The answer is a {value.GetType().Name}, not a {target.Name}.");
    }

    private static Int128? Whole(object value) => value switch
    {
        sbyte number => number,
        short number => number,
        int number => number,
        long number => number,
        byte number => number,
        ushort number => number,
        uint number => number,
        ulong number => number,
        Int128 number => number,
        UInt128 number => checked((Int128)number),
        _ => null,
    };

    private static object? FromWhole(Int128 value, Type target) => checked(Type.GetTypeCode(target) switch
    {
        TypeCode.SByte => (sbyte)value,
        TypeCode.Int16 => (short)value,
        TypeCode.Int32 => (int)value,
        TypeCode.Int64 => (long)value,
        TypeCode.Byte => (byte)value,
        TypeCode.UInt16 => (ushort)value,
        TypeCode.UInt32 => (uint)value,
        TypeCode.UInt64 => (ulong)value,
        TypeCode.Double => (double)value,
        TypeCode.Decimal => (decimal)value,
        _ => target == typeof(Int128) ? value : target == typeof(UInt128) ? (UInt128)value : (object?)null,
    });

    private static object? FromFraction(object value, Type target) => (value, Type.GetTypeCode(target)) switch
    {
        (DuckDbDecimal number, TypeCode.Decimal) => number.ToDecimal(),
        (DuckDbDecimal number, TypeCode.Double) => number.ToDouble(),
        (float number, TypeCode.Double) => (double)number,
        _ => null,
    };
}
