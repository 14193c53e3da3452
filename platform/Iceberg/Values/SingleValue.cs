using System.Buffers.Binary;
using System.Text;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Values;

/// <summary>
/// Values of primitive types, and their binary form in manifests' bounds (Iceberg specification, appendix D).
/// </summary>
/// <remarks>
/// A value is held as what the specification stores: <c>boolean</c> as <see cref="bool"/>; <c>int</c> and <c>date</c> (days since
/// 1970-01-01) as <see cref="int"/>; <c>long</c>, <c>time</c> (microseconds since midnight) and the timestamps (micro- or nanoseconds
/// since 1970-01-01) as <see cref="long"/>; <c>float</c> and <c>double</c> as themselves; <c>decimal</c> as its unscaled number, an
/// <see cref="Int128"/>; <c>string</c> as <see cref="string"/>; <c>uuid</c> as <see cref="Guid"/>; <c>fixed</c> and <c>binary</c> as
/// <see cref="byte"/>[].
/// </remarks>
public static class SingleValue
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The binary form of a value.</summary>
    /// <exception cref="IcebergException">The type has none, or the value is none of the type's.</exception>
    public static byte[] Encode(IcebergType type, object value) => (type, value) switch
    {
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Boolean }, bool truth) => [truth ? (byte)1 : (byte)0],
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Int or IcebergPrimitiveKind.Date }, int number) => Bytes(number),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Long or IcebergPrimitiveKind.Time } or IcebergPrimitive { Kind: >= IcebergPrimitiveKind.Timestamp and <= IcebergPrimitiveKind.TimestampTzNs }, long number) => Bytes(number),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Float }, float number) => Bytes(BitConverter.SingleToInt32Bits(number)),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Double }, double number) => Bytes(BitConverter.DoubleToInt64Bits(number)),
        (IcebergDecimal, Int128 unscaled) => Unscaled(unscaled),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.String }, string text) => Utf8.GetBytes(text),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Uuid }, Guid id) => id.ToByteArray(bigEndian: true),
        (IcebergFixed exact, byte[] bytes) when bytes.Length == exact.Length => bytes,
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Binary }, byte[] bytes) => bytes,
        _ => throw new IcebergException($"A {value.GetType().Name} has no binary form as a value of type {type}."),
    };

    /// <summary>
    /// Reads a value's binary form. Where a column was widened after the value was written, the narrower form is read: a 4-byte
    /// <c>long</c>, a 4-byte <c>double</c>, a date for a timestamp.
    /// </summary>
    /// <returns>Whether the bytes are a value of the type; text that was cut within a character is none.</returns>
    public static bool TryDecode(IcebergType type, ReadOnlySpan<byte> bytes, out object value)
    {
        var decoded = type switch
        {
            IcebergPrimitive primitive => Decode(primitive.Kind, bytes),
            IcebergDecimal => bytes.Length is > 0 and <= 16 ? Unscaled(bytes) : null,
            IcebergFixed exact => bytes.Length == exact.Length ? bytes.ToArray() : null,
            _ => null,
        };
        value = decoded!;
        return decoded is not null;
    }

    /// <summary>The value of a column's bound; null for none, for bytes that are no value of the type, and for NaN, which bounds nothing.</summary>
    internal static object? Bound(IcebergType type, ReadOnlyMemory<byte>? bound) =>
        bound is { } bytes && TryDecode(type, bytes.Span, out var value) && value is not (double.NaN or float.NaN) ? value : null;

    /// <summary>Whether a value is held as values of a type are; a damaged manifest may bring others.</summary>
    internal static bool IsOf(IcebergType type, object value) => type switch
    {
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Boolean } => value is bool,
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Int or IcebergPrimitiveKind.Date } => value is int,
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Long or IcebergPrimitiveKind.Time } or IcebergPrimitive { Kind: >= IcebergPrimitiveKind.Timestamp and <= IcebergPrimitiveKind.TimestampTzNs } => value is long,
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Float } => value is float,
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Double } => value is double,
        IcebergPrimitive { Kind: IcebergPrimitiveKind.String } => value is string,
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Uuid } => value is Guid,
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Binary } or IcebergFixed => value is byte[],
        IcebergDecimal => value is Int128,
        _ => false,
    };

    /// <summary>The shortest two's complement of a number, big end first.</summary>
    public static byte[] Unscaled(Int128 value)
    {
        Span<byte> all = stackalloc byte[16];
        BinaryPrimitives.WriteInt128BigEndian(all, value);
        var sign = value < 0 ? (byte)0xFF : (byte)0;
        var first = 0;
        while (first < 15 && all[first] == sign && (all[first + 1] & 0x80) == (sign & 0x80))
        {
            first++;
        }

        return all[first..].ToArray();
    }

    /// <summary>The number of a two's complement of 1 to 16 bytes, big end first.</summary>
    public static Int128 Unscaled(ReadOnlySpan<byte> bytes)
    {
        Span<byte> all = stackalloc byte[16];
        all.Fill((sbyte)bytes[0] < 0 ? (byte)0xFF : (byte)0);
        bytes.CopyTo(all[(16 - bytes.Length)..]);
        return BinaryPrimitives.ReadInt128BigEndian(all);
    }

    private static object? Decode(IcebergPrimitiveKind kind, ReadOnlySpan<byte> bytes) => (kind, bytes.Length) switch
    {
        (IcebergPrimitiveKind.Boolean, 1) => bytes[0] != 0,
        (IcebergPrimitiveKind.Int or IcebergPrimitiveKind.Date, 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (IcebergPrimitiveKind.Long, 4) => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (IcebergPrimitiveKind.Timestamp, 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes) * TimeUnits.MicrosPerDay,
        (IcebergPrimitiveKind.Long or IcebergPrimitiveKind.Time, 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        ( >= IcebergPrimitiveKind.Timestamp and <= IcebergPrimitiveKind.TimestampTzNs, 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        (IcebergPrimitiveKind.Float, 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (IcebergPrimitiveKind.Double, 4) => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (IcebergPrimitiveKind.Double, 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        (IcebergPrimitiveKind.String, _) => Text(bytes),
        (IcebergPrimitiveKind.Uuid, 16) => new Guid(bytes, bigEndian: true),
        (IcebergPrimitiveKind.Binary, _) => bytes.ToArray(),
        _ => null,
    };

    private static string? Text(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Utf8.GetString(bytes) : null;

    private static byte[] Bytes(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Bytes(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
