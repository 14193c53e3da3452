using System.Globalization;
using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Floating-point numbers in JSON; not-a-number and the infinities are texts.</summary>
internal static class FloatingNumber
{
    /// <summary>Reads a number; null where there is none.</summary>
    public static double? TryRead(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Number)
        {
            return json.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
        }

        return json.TokenType != JsonTokenType.String ? null : ColumnValues.TextAt(ref json) switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        };
    }

    /// <summary>Reads a number as a descriptor writes it; null where it is none.</summary>
    public static double? Finite(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>The text of a number that JSON has none for; null for others.</summary>
    public static string? TextOf(double number) =>
        double.IsFinite(number) ? null : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
}
