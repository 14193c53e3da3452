using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>The digits of a decimal, or of a whole number that meets one, by Trino's rules of types. Pure.</summary>
/// <param name="Precision">All digits, 1 to 38.</param>
/// <param name="Scale">Those behind the point.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DecimalSize(int Precision, int Scale)
{
    public const int MaxPrecision = 38;

    /// <summary>Those before the point.</summary>
    public int Whole => Precision - Scale;

    /// <summary>The size of a type in the tree; null for one that is no decimal and no whole number.</summary>
    public static DecimalSize? Of(JsonNode? type) => type?["id"]?.GetValue<string>() switch
    {
        "TINYINT" => new DecimalSize(3, 0),
        "SMALLINT" => new DecimalSize(5, 0),
        "INTEGER" => new DecimalSize(10, 0),
        "BIGINT" => new DecimalSize(19, 0),
        "DECIMAL" when type["type_info"] is JsonObject info && info["width"] is JsonValue width && info["scale"] is JsonValue scale => new DecimalSize(width.GetValue<int>(), scale.GetValue<int>()),
        _ => null,
    };

    /// <summary>The size of values of which some have one size, some another.</summary>
    public static DecimalSize? Common(DecimalSize? one, DecimalSize? other) =>
        one is { } a && other is { } b ? Bounded(Math.Max(a.Whole, b.Whole) + Math.Max(a.Scale, b.Scale), Math.Max(a.Scale, b.Scale)) : null;

    /// <summary>The size of an operator's value, one of whose sides is a decimal; null for another operator.</summary>
    public static DecimalSize? Of(string operation, DecimalSize? left, DecimalSize? right)
    {
        if (left is not { } a || right is not { } b)
        {
            return null;
        }

        var scale = Math.Max(a.Scale, b.Scale);
        return operation switch
        {
            "+" or "-" => Bounded(Math.Max(a.Whole, b.Whole) + scale + 1, scale),
            "*" when a.Scale + b.Scale <= MaxPrecision => Bounded(a.Precision + b.Precision, a.Scale + b.Scale),
            "/" => Bounded(a.Precision + b.Scale + Math.Max(b.Scale - a.Scale, 0), scale),
            "%" => Bounded(Math.Min(a.Whole, b.Whole) + scale, scale),
            _ => null,
        };
    }

    private static DecimalSize Bounded(int precision, int scale) => new(Math.Min(MaxPrecision, Math.Max(1, precision)), scale);
}
