using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

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
    public static SqlConstant? Read(JsonElement expression)
    {
        if (expression.GetProperty("class").GetString() != "CAST")
        {
            return expression.GetProperty("class").GetString() == "CONSTANT" ? Literal(expression.GetProperty("value")) : null;
        }

        var child = expression.GetProperty("child");
        return child.GetProperty("class").GetString() == "CONSTANT" && Literal(child.GetProperty("value")) is { } literal ? literal.Cast(expression.GetProperty("cast_type")) : null;
    }

    /// <summary>Whether an expression is the literal NULL.</summary>
    public static bool IsNull(JsonElement expression) =>
        expression.GetProperty("class").GetString() == "CONSTANT" && expression.GetProperty("value").GetProperty("is_null").GetBoolean();

    private static SqlConstant? Literal(JsonElement value)
    {
        if (value.GetProperty("is_null").GetBoolean())
        {
            return null;
        }

        var type = value.GetProperty("type");
        return (type.GetProperty("id").GetString(), value.GetProperty("value")) switch
        {
            ("VARCHAR", { ValueKind: JsonValueKind.String } text) => new SqlConstant("VARCHAR", text.GetString()!),
            ("INTEGER", { ValueKind: JsonValueKind.Number } number) => new SqlConstant("INTEGER", number.GetRawText(), 10),
            ("BIGINT", { ValueKind: JsonValueKind.Number } number) => new SqlConstant("BIGINT", number.GetRawText(), 19),
            ("DOUBLE", { ValueKind: JsonValueKind.Number } number) => new SqlConstant("DOUBLE", number.GetRawText()),
            // Its digits, without the point; wider ones are written in two parts.
            ("DECIMAL", { ValueKind: JsonValueKind.Number } number) => Decimal(type, new decimal(number.GetInt64())),
            ("BOOLEAN", { ValueKind: JsonValueKind.True or JsonValueKind.False } truth) => new SqlConstant("BOOLEAN", truth.GetRawText()),
            _ => null,
        };
    }

    private static SqlConstant? Decimal(JsonElement type, decimal digits)
    {
        var (precision, scale) = Digits(type);
        // As far as .NET's own decimals reach.
        return scale > 28 ? null : new SqlConstant("DECIMAL", (digits * new decimal(1, 0, 0, isNegative: false, (byte)scale)).ToString(CultureInfo.InvariantCulture), precision, scale);
    }

    private static (int Precision, int Scale) Digits(JsonElement type) =>
        (type.GetProperty("type_info").GetProperty("width").GetInt32(), type.GetProperty("type_info").GetProperty("scale").GetInt32());

    // Only where the engine could make nothing else of it.
    private SqlConstant? Cast(JsonElement to) => (to.GetProperty("id").GetString(), Type) switch
    {
        ("DATE" or "TIME" or "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" or "UUID" or "BLOB" or "BOOLEAN", "VARCHAR") => new SqlConstant(to.GetProperty("id").GetString()!, Written),
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

    [GeneratedRegex("^-?[0-9]{1,18}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WholeNumber();

    [GeneratedRegex("^-?(?<whole>[0-9]{1,28})(?:\\.(?<fraction>[0-9]{1,28}))?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
