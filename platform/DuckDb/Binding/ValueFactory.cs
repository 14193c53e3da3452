using System.Collections;
using System.Text;
using MeshStarter.DuckDb.Native;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.DuckDb.Binding;

/// <summary>Makes the engine's values of .NET's.</summary>
internal static unsafe class ValueFactory
{
    // Half a surrogate pair is an error, not a question mark.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static ValueHandle Null() => new(NativeMethods.CreateNull());

    internal static ValueHandle Of(object? value) => value switch
    {
        null or DBNull => Null(),
        bool v => new(NativeMethods.CreateBool(v)),
        sbyte v => new(NativeMethods.CreateInt8(v)),
        short v => new(NativeMethods.CreateInt16(v)),
        int v => new(NativeMethods.CreateInt32(v)),
        long v => new(NativeMethods.CreateInt64(v)),
        Int128 v => new(NativeMethods.CreateInt128(new(v))),
        byte v => new(NativeMethods.CreateUInt8(v)),
        ushort v => new(NativeMethods.CreateUInt16(v)),
        uint v => new(NativeMethods.CreateUInt32(v)),
        ulong v => new(NativeMethods.CreateUInt64(v)),
        UInt128 v => new(NativeMethods.CreateUInt128(new(v))),
        float v => new(NativeMethods.CreateFloat(v)),
        double v => new(NativeMethods.CreateDouble(v)),
        decimal v => Of(DuckDbDecimal.From(v)),
        DuckDbDecimal v => Of(v),
        string v => Of(v),
        byte[] v => Of(v),
        Guid v => new(NativeMethods.CreateUuid(new(UuidBits.Number(v)))),
        DateOnly v => new(NativeMethods.CreateDate(EpochTime.Days(v))),
        TimeOnly v => new(NativeMethods.CreateTime(EpochTime.Micros(v))),
        DateTime v => new(NativeMethods.CreateTimestamp(EpochTime.Micros(v))),
        DateTimeOffset v => new(NativeMethods.CreateTimestampTz(EpochTime.Micros(v))),
        DuckDbInterval v => new(NativeMethods.CreateInterval(v)),
        IDictionary => throw Unknown(value),
        IEnumerable v => ListValue.Of(v),
        _ => throw Unknown(value),
    };

    internal static ValueHandle Of(DuckDbDecimal value)
    {
        if (value.Scale is < 0 or > DuckDbDecimal.MaxPrecision || value.Precision > DuckDbDecimal.MaxPrecision)
        {
            throw new OverflowException($"A DECIMAL has at most {DuckDbDecimal.MaxPrecision} digits.");
        }

        return new(NativeMethods.CreateDecimal(new NativeDecimal((byte)value.Precision, (byte)value.Scale, value.Unscaled)));
    }

    internal static ValueHandle Of(string value)
    {
        var bytes = Utf8.GetBytes(value);
        fixed (byte* first = bytes)
        {
            // An empty array has no address, and the engine wants one.
            var none = default(byte);
            return new(NativeMethods.CreateVarchar(first is null ? &none : first, (ulong)bytes.Length));
        }
    }

    internal static ValueHandle Of(ReadOnlySpan<byte> value)
    {
        fixed (byte* first = value)
        {
            var none = default(byte);
            return new(NativeMethods.CreateBlob(first is null ? &none : first, (ulong)value.Length));
        }
    }

    internal static ArgumentException Unknown(object value) =>
        new($"A {value.GetType().Name} cannot be bound. Bind a scalar or a list of scalars; bind maps and structs as JSON text and cast it in SQL.", nameof(value));
}
