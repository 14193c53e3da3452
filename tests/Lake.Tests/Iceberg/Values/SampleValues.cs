using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Tests.Iceberg.Values;

/// <summary>Types, and values of them as <see cref="SingleValue"/> holds them, the odd ones among them.</summary>
internal static class SampleValues
{
    public static readonly IReadOnlyList<IcebergType> Types =
    [
        .. new[]
        {
            "boolean", "int", "long", "float", "double", "date", "time", "timestamp", "timestamptz", "timestamp_ns", "timestamptz_ns", "string", "uuid", "binary",
            "decimal(1, 0)", "decimal(9, 2)", "decimal(18, 4)", "decimal(38, 10)", "fixed[1]", "fixed[16]",
        }.Select(IcebergType.Parse),
    ];

    public static Gen<(IcebergType Type, object Value)> TypedValues() =>
        from type in Gen.Elements(Types.ToArray())
        from value in Of(type)
        select (type, value);

    public static Gen<object> Of(IcebergType type) => type switch
    {
        IcebergDecimal exact => Decimals(exact.Precision).Select(static value => (object)value),
        IcebergFixed exact => Bytes(Gen.Constant(exact.Length)),
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Boolean } => Gen.Elements<object>(true, false),
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Int or IcebergPrimitiveKind.Date } => Gen.Frequency((1, Gen.Elements(0, 1, -1, int.MaxValue, int.MinValue)), (3, Gen.Choose(-100_000, 100_000))).Select(static value => (object)value),
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Float } => Gen.Elements<object>(0f, -0f, 1.5f, -1.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, float.MaxValue),
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Double } => Gen.Elements<object>(0d, -0d, 1.5d, -1.5d, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue),
        IcebergPrimitive { Kind: IcebergPrimitiveKind.String } => Texts().Select(static value => (object)value),
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Uuid } => Bytes(Gen.Constant(16)).Select(static bytes => (object)new Guid((byte[])bytes, bigEndian: true)),
        IcebergPrimitive { Kind: IcebergPrimitiveKind.Binary } => Bytes(Gen.Choose(0, 20)),
        _ => Gen.Frequency((1, Gen.Elements(0L, 1L, -1L, long.MaxValue, long.MinValue)), (3, Gen.Choose(int.MinValue, int.MaxValue).Select(static value => value * 86_399_999L))).Select(static value => (object)value),
    };

    public static Gen<string> Texts() =>
        from size in Gen.Choose(0, 6)
        from runes in Gen.Elements(0x20, 'a', 'b', 'z', 0, 0x7F, 0xE9, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x1F389, 0x10FFFF).ListOf(size)
        select string.Concat(runes.Select(rune => new Rune(rune).ToString()));

    private static Gen<object> Bytes(Gen<int> length) =>
        from size in length
        from bytes in Gen.Elements<byte>(0, 1, 0x7F, 0x80, 0xFF, 42).ListOf(size)
        select (object)bytes.ToArray();

    private static Gen<Int128> Decimals(int precision) =>
        from digits in Gen.Choose(1, precision)
        from number in Gen.Choose(0, 9).ListOf(digits)
        from sign in Gen.Elements(1, -1)
        select sign * number.Aggregate((Int128)0, static (sum, digit) => (sum * 10) + digit);
}
