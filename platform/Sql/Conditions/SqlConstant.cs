using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Conditions;

/// <summary>A constant of a query.</summary>
/// <param name="Type">
/// The engine's name of its type. <c>VARCHAR</c> is a literal that takes the type of what it is validated against, <see cref="Text"/> one
/// that was cast to text and takes no other.
/// </param>
/// <param name="Written">The value as it is written; a number in the invariant culture.</param>
/// <param name="Precision">The digits that the engine gives a whole number or a DECIMAL; 0 for others.</param>
/// <param name="Scale">How many of them are after the point.</param>
internal sealed partial record SqlConstant(string Type, string Written, int Precision = 0, int Scale = 0)
{
    public const string Text = "TEXT";

    // Up to here every whole number is a double.
    private const long MaxExact = 1L << 53;

    /// <summary>Reads a constant of a tree of the engine's; null for any other expression, for NULL, and for what is not understood.</summary>
    public static SqlConstant? Read(ExpressionNode expression) => expression.Kind switch
    {
        "CONSTANT" => Literal(expression.Value),
        "CAST" when expression.Child is { Kind: "CONSTANT" } child && Literal(child.Value) is { } literal => literal.Cast(expression.CastType),
        _ => null,
    };

    /// <summary>Whether an expression is the literal NULL.</summary>
    public static bool IsNull(ExpressionNode expression) => expression.Kind == "CONSTANT" && Nodes.Flag(expression.Value, "is_null");

    private static SqlConstant? Literal(JsonObject value)
    {
        if (Nodes.Flag(value, "is_null"))
        {
            return null;
        }

        var type = Nodes.Part(value, "type");
        var written = Nodes.Member(value, "value")!;
        return (Nodes.Required(type, "id"), written.GetValueKind()) switch
        {
            ("VARCHAR", JsonValueKind.String) => new SqlConstant("VARCHAR", written.GetValue<string>()),
            ("INTEGER", JsonValueKind.Number) => new SqlConstant("INTEGER", written.ToJsonString(), 10),
            ("BIGINT", JsonValueKind.Number) => new SqlConstant("BIGINT", written.ToJsonString(), 19),
            ("DOUBLE", JsonValueKind.Number) => new SqlConstant("DOUBLE", written.ToJsonString()),
            // Its digits, without the point; wider ones are written in two parts.
            ("DECIMAL", JsonValueKind.Number) => Decimal(type, new decimal(written.GetValue<long>())),
            ("BOOLEAN", JsonValueKind.True or JsonValueKind.False) => new SqlConstant("BOOLEAN", written.ToJsonString()),
            _ => null,
        };
    }

    private static SqlConstant? Decimal(JsonObject type, decimal digits)
    {
        var (precision, scale) = Digits(type);
        // As far as .NET's own decimals reach.
        return scale > 28 ? null : new SqlConstant("DECIMAL", (digits * new decimal(1, 0, 0, isNegative: false, (byte)scale)).ToString(CultureInfo.InvariantCulture), precision, scale);
    }

    private static (int Precision, int Scale) Digits(JsonObject type) =>
        Nodes.Part(type, "type_info") is var info ? (Nodes.Member(info, "width")!.GetValue<int>(), Nodes.Member(info, "scale")!.GetValue<int>()) : default;

    // Only where the engine could make nothing else of it.
    private SqlConstant? Cast(JsonObject to) => (Nodes.Required(to, "id"), Type) switch
    {
        ("DATE" or "TIME" or "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" or "UUID" or "BLOB" or "BOOLEAN", "VARCHAR") => new SqlConstant(Nodes.Required(to, "id"), Written),
        ("VARCHAR", "VARCHAR") => this with { Type = Text },
        ("INTEGER", "INTEGER" or "VARCHAR") when WholeNumber().IsMatch(Written) => new SqlConstant("INTEGER", Written, 10),
        ("BIGINT", "INTEGER" or "BIGINT" or "VARCHAR") when WholeNumber().IsMatch(Written) => new SqlConstant("BIGINT", Written, 19),
        ("DECIMAL", "INTEGER" or "BIGINT" or "DECIMAL" or "VARCHAR") when Number().Match(Written) is { Success: true } number && Digits(to) is var (precision, scale) && number.Groups["fraction"].Length <= scale =>
            new SqlConstant("DECIMAL", Written, precision, scale),
        ("FLOAT", "VARCHAR") when AsDouble() is not null => new SqlConstant("FLOAT", Written),
        ("DOUBLE", _) when AsDouble() is { } number => new SqlConstant("DOUBLE", number.ToString("R", CultureInfo.InvariantCulture)),
        _ => null,
    };

    /// <summary>The number as the engine makes a DOUBLE of it; null where that is not certain.</summary>
    public double? AsDouble() => Type switch
    {
        "INTEGER" or "BIGINT" => long.TryParse(Written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && long.Abs(whole) <= MaxExact ? whole : null,
        // Digits and power are exact, so their quotient is the nearest double.
        "DECIMAL" => Number().Match(Written).Groups["whole"].Length + Scale <= 15 ? double.Parse(Written, CultureInfo.InvariantCulture) : null,
        "DOUBLE" => double.Parse(Written, CultureInfo.InvariantCulture),
        "VARCHAR" => Parsed(),
        _ => null,
    };

    /// <summary>The number as the engine makes a REAL of it; null where that is not certain.</summary>
    public float? AsReal() => Type is "VARCHAR" or "FLOAT" && Parsed() is { } number ? double.IsFinite(number) ? float.Parse(Written, CultureInfo.InvariantCulture) : (float)number : null;

    private double? Parsed() => Written switch
    {
        "NaN" or "nan" => double.NaN,
        "Infinity" or "infinity" => double.PositiveInfinity,
        "-Infinity" or "-infinity" => double.NegativeInfinity,
        _ => Number().IsMatch(Written) ? double.Parse(Written, CultureInfo.InvariantCulture) : null,
    };

    /// <summary>The number as it is written; null where it is none, or one that .NET's decimals cannot hold.</summary>
    public decimal? AsDecimal() => Number().Match(Written) is { Success: true } number && number.Groups["fraction"].Length <= 28
        && decimal.TryParse(Written, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact) ? exact : null;

    [GeneratedRegex("^-?[0-9]{1,18}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex WholeNumber();

    [GeneratedRegex("^-?(?<whole>[0-9]{1,28})(?:\\.(?<fraction>[0-9]{1,28}))?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Number();
}
