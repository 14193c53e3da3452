using System.Numerics;
using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>The rules of the logical type decimal.</summary>
internal static class AvroDecimal
{
    // More digits have no use, and 10 to its power would be a way to keep a machine busy.
    private const int MaxPrecision = 10_000;

    /// <summary>Returns the fault in a decimal's precision and scale; null when there is none.</summary>
    public static string? Problem(IReadOnlyDictionary<string, JsonElement> properties, int? fixedSize)
    {
        var precision = Number(properties, "precision");
        var scale = properties.ContainsKey("scale") ? Number(properties, "scale") : 0;
        if (precision is not (>= 1 and <= MaxPrecision))
        {
            return $"A decimal needs a precision, a whole number from 1 to {MaxPrecision}.";
        }

        if (scale is not >= 0 || scale > precision)
        {
            return $"A decimal's scale is a whole number from 0 to its precision, here {precision}.";
        }

        return fixedSize is { } size && precision > DigitsOf(size)
            ? $"{size} bytes hold a decimal of at most {DigitsOf(size)} digits; the precision is {precision}."
            : null;
    }

    public static int PrecisionOf(IReadOnlyDictionary<string, JsonElement> properties) => Number(properties, "precision") ?? 0;

    public static int ScaleOf(IReadOnlyDictionary<string, JsonElement> properties) => Number(properties, "scale") ?? 0;

    private static int? Number(IReadOnlyDictionary<string, JsonElement> properties, string name) =>
        properties.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    // The greatest number of decimal digits that all fit into so many bytes of two's complement.
    private static int DigitsOf(int bytes) => bytes > MaxPrecision
        ? MaxPrecision
        : (int)Math.Floor(BigInteger.Log10(BigInteger.Max(BigInteger.One, BigInteger.Pow(2, Math.Max(0, (8 * bytes) - 1)) - 1)));
}
