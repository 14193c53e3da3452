using System.Globalization;
using System.Numerics;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Masks;

/// <summary><c>bucket</c>: a number becomes the least number of its bucket, 37 becomes 30 in buckets of 10; other types become NULL, and so does a bucket that begins outside the type.</summary>
public sealed record BucketMask : ColumnMask
{
    /// <summary>The greatest size of a bucket.</summary>
    public const long MaxSize = 1_000_000_000_000;

    /// <summary>Makes the mask.</summary>
    /// <param name="size">The size of each bucket, a whole number from 1 to 1,000,000,000,000; the first begins at 0.</param>
    public BucketMask(long size)
        : base(ColumnMaskKinds.Bucket)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxSize);
        Size = size;
    }

    /// <summary>The size of each bucket.</summary>
    public long Size { get; }

    private protected override int Strength => 140;

    private protected override long Coarseness => Size;

    internal override string Terms => $"{Name} {SizeText}";

    private protected override string Words => Terms;

    private string SizeText => Size.ToString(CultureInfo.InvariantCulture);

    private protected override string? Expression(string quotedColumn, ColumnType type) => type switch
    {
        DecimalType => Whole($"CAST(floor({quotedColumn}) AS HUGEINT)", type),
        PrimitiveType { Forms.IsWhole: true } => Whole($"CAST({quotedColumn} AS HUGEINT)", type),
        PrimitiveType { Forms.IsFloating: true } => Floating($"floor(CAST({quotedColumn} AS DOUBLE) / CAST({SizeText} AS DOUBLE)) * CAST({SizeText} AS DOUBLE) + CAST(0 AS DOUBLE)", type),
        _ => null,
    };

    private protected override string? Masked(string text, ColumnType type, PseudonymKey? key) => type switch
    {
        DecimalType number => CanonicalText.TryParseDecimal(text, out var unscaled, out var scale)
            ? ColumnText.Canonical(CanonicalText.Of(Begin(Floor(unscaled, BigInteger.Pow(10, scale))), 0), number)
            : null,
        PrimitiveType { Forms.IsWhole: true } => ColumnText.Canonical(text, type) is { } whole
            ? ColumnText.Canonical(Begin(BigInteger.Parse(whole, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture), type)
            : null,
        PrimitiveType { Kind: PrimitiveKind.Real } => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && Begin((double)real) is var begin && Math.Abs(begin) <= MostFloating(type)
            ? ((float)begin).ToString("R", CultureInfo.InvariantCulture)
            : null,
        PrimitiveType { Kind: PrimitiveKind.Double } => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && Begin(real) is var begin && Math.Abs(begin) <= MostFloating(type)
            ? begin.ToString("R", CultureInfo.InvariantCulture)
            : null,
        _ => null,
    };

    // The sign of % is that of the number. Without TRY_CAST: the engine (1.5.6) takes its result for a value wherever there was one.
    private string Whole(string number, ColumnType type) => $"CASE WHEN {Begin(number)} >= {Least(type)} THEN CAST({Begin(number)} AS {type.ToDuckDb()}) END";

    // What is not finite is beyond the greatest number, too.
    private static string Floating(string begin, ColumnType type) =>
        $"CASE WHEN abs({begin}) <= CAST('{MostFloating(type).ToString("R", CultureInfo.InvariantCulture)}' AS DOUBLE) THEN {begin} END";

    private static double MostFloating(ColumnType type) => type is PrimitiveType { Kind: PrimitiveKind.Real } ? float.MaxValue : double.MaxValue;

    private string Begin(string number) => $"({number} - (({number} % {SizeText}) + {SizeText}) % {SizeText})";

    private static string Least(ColumnType type)
    {
        var least = type switch
        {
            DecimalType number => 1 - BigInteger.Pow(10, number.Precision - number.Scale),
            PrimitiveType { Forms.Least: { } number } => number,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "has no least value"),
        };
        return $"CAST('{least.ToString(CultureInfo.InvariantCulture)}' AS HUGEINT)";
    }

    private BigInteger Begin(BigInteger number) => Floor(number, Size) * Size;

    // Plus zero: there is no negative zero.
    private double Begin(double number) => (Math.Floor(number / Size) * Size) + 0.0;

    private static BigInteger Floor(BigInteger number, BigInteger by)
    {
        var quotient = BigInteger.DivRem(number, by, out var rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }
}
