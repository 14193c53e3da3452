using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Lake.Conditions;

/// <summary>The range that a constant is in when the engine compares it with a column's values: between two values, which may be equal. Pure.</summary>
/// <param name="Low">It is not less than this.</param>
/// <param name="High">It is not greater than this; null where no upper bound is known.</param>
internal sealed record ComparedValue(object Low, object? High)
{
    // The widest DECIMAL: beyond it the engine rounds what it compares.
    private const int MaxDigits = 38;

    // Up to here a comparison of doubles is one of the whole numbers.
    private const double MaxExact = 1L << 53;

    public bool IsExact => Low.Equals(High);

    /// <summary>The constant; null where it is not certain what the engine makes of it.</summary>
    /// <param name="type">The column's type.</param>
    /// <param name="constant">The constant.</param>
    /// <param name="constants">All that the engine brings to one type with the column.</param>
    public static ComparedValue? Of(ColumnType type, SqlConstant constant, IReadOnlyList<SqlConstant> constants) => type switch
    {
        DecimalType exact => IsWithin(exact.Precision, exact.Scale, constants) ? Exact(constant, exact.Scale) : null,
        PrimitiveType { Forms.Digits: { } digits } => Whole(constant, digits, constants),
        PrimitiveType { Kind: PrimitiveKind.Double } => constant.AsDouble() is { } number ? Exactly(number) : null,
        PrimitiveType { Kind: PrimitiveKind.Real } => Real(constant, constants),
        PrimitiveType { Kind: var kind } => Other(kind, constant, constants),
        _ => null,
    };

    private static ComparedValue Exactly(object value) => new(value, value);

    // The engine takes the most digits before and after the point that any of them has.
    private static bool IsWithin(int precision, int scale, IReadOnlyList<SqlConstant> constants) =>
        constants.All(each => each.Type is "INTEGER" or "BIGINT" or "DECIMAL" or "VARCHAR")
        && constants.Select(each => each.Precision - each.Scale).Append(precision - scale).Max() + constants.Select(each => each.Scale).Append(scale).Max() <= MaxDigits;

    // A text becomes of the column's type, so it may not have more digits after the point.
    private static ComparedValue? Exact(SqlConstant constant, int scale) =>
        constant.AsDecimal() is { } number && (constant.Type != "VARCHAR" || number.Scale <= scale) ? Exactly(number) : null;

    private static ComparedValue? Whole(SqlConstant constant, int digits, IReadOnlyList<SqlConstant> constants) => constants.All(each => each.Type == "DOUBLE")
        ? constant.AsDouble() is { } number && !(double.Abs(number) >= MaxExact) ? Exactly(number) : null
        : IsWithin(digits, 0, constants) ? Exact(constant, 0) : null;

    // A REAL is validated against a REAL, or alongside a DOUBLE against doubles: a text would be another number in each, one of few digits compares as in both.
    private static ComparedValue? Real(SqlConstant constant, IReadOnlyList<SqlConstant> constants) => constant.Type switch
    {
        "VARCHAR" or "FLOAT" => constant.AsReal() is { } number && (constant.Type == "FLOAT" || constants.All(each => each.Type != "DOUBLE")) ? Exactly(number) : null,
        "DECIMAL" when constant.Written.Count(char.IsAsciiDigit) > 7 || constant.Scale > 10 => null,
        _ => constant.AsDouble() is { } number ? Exactly(number) : null,
    };

    private static ComparedValue? Other(PrimitiveKind kind, SqlConstant constant, IReadOnlyList<SqlConstant> constants) => (kind, constant.Type) switch
    {
        (PrimitiveKind.String, "VARCHAR" or SqlConstant.Text) => Exactly(constant.Written),
        (PrimitiveKind.Uuid, "VARCHAR" or "UUID") => Guid.TryParseExact(constant.Written, "D", out var id) ? Exactly(id) : null,
        (PrimitiveKind.Boolean, "VARCHAR" or "BOOLEAN") => constant.Written switch { "t" or "true" => Exactly(true), "f" or "false" => Exactly(false), _ => null },
        (PrimitiveKind.Binary, "VARCHAR" or "BLOB") => WrittenBytes.Parse(constant.Written) is { } bytes ? Exactly(bytes) : null,
        _ => WrittenTime.Of(kind, constant, constants),
    };
}
