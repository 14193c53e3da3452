using System.Numerics;
using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>The rules of the logical type decimal.</summary>
internal static class AvroDecimal
{
    // More digits have no use, and 10 to its power would be a way to keep a machine busy.
    private const int MaxPrecision = 10_000;

    /// <summary>Whether a decimal's precision and scale are good, and its bytes hold all its digits. Where they are not, it is no decimal.</summary>
    public static bool IsValid(IReadOnlyDictionary<string, JsonElement> properties, int? fixedSize) =>
        Number(properties, "precision") is { } precision and >= 1 and <= MaxPrecision
        && (properties.ContainsKey("scale") ? Number(properties, "scale") : 0) is { } scale and >= 0 && scale <= precision
        && (fixedSize is not { } size || precision <= DigitsOf(size));

    public static int PrecisionOf(IReadOnlyDictionary<string, JsonElement> properties) => Number(properties, "precision") ?? 0;

    public static int ScaleOf(IReadOnlyDictionary<string, JsonElement> properties) => Number(properties, "scale") ?? 0;

    private static int? Number(IReadOnlyDictionary<string, JsonElement> properties, string name) =>
        properties.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    // The greatest number of decimal digits that all fit into so many bytes of two's complement.
    private static int DigitsOf(int bytes) => bytes > MaxPrecision
        ? MaxPrecision
        : (int)Math.Floor(BigInteger.Log10(BigInteger.Max(BigInteger.One, BigInteger.Pow(2, Math.Max(0, (8 * bytes) - 1)) - 1)));
}
