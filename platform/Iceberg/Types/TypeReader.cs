using System.Text.Json;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Types;

/// <summary>Reads types from the specification's JSON.</summary>
internal static partial class TypeReader
{
    /// <param name="element">The type's JSON.</param>
    /// <param name="place">Its place in the document.</param>
    /// <param name="levels">Levels that it may still have.</param>
    public static IcebergType Read(JsonElement element, JsonPlace place, int levels)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return ReadPrimitive(element.GetString()!, place);
        }

        if (levels == 0)
        {
            throw place.Wrong($"is nested deeper than {IcebergType.MaxDepth} levels.");
        }

        var json = new JsonObjectReader(element, place);
        return json.RequiredText("type") switch
        {
            "struct" => new IcebergStruct(json.RequiredList("fields", (field, at) => NestedField.Read(field, at, levels - 1))),
            "list" => new IcebergList(
                json.RequiredInt32("element-id"),
                json.RequiredBoolean("element-required"),
                Read(json.Required("element"), place.Member("element"), levels - 1)),
            "map" => new IcebergMap(
                json.RequiredInt32("key-id"),
                Read(json.Required("key"), place.Member("key"), levels - 1),
                json.RequiredInt32("value-id"),
                json.RequiredBoolean("value-required"),
                Read(json.Required("value"), place.Member("value"), levels - 1)),
            var other => throw place.Member("type").Wrong($"\"{other}\" is not one of struct, list, map."),
        };
    }

    public static IcebergType ReadPrimitive(string text, JsonPlace place)
    {
        if (TypeNames.Find(text) is { } primitive)
        {
            return primitive;
        }

        if (Decimal().Match(text) is { Success: true } number)
        {
            return int.TryParse(number.Groups["precision"].ValueSpan, out var precision) && precision is >= 1 and <= IcebergDecimal.MaxPrecision
                && int.TryParse(number.Groups["scale"].ValueSpan, out var scale) && scale <= precision
                    ? new IcebergDecimal(precision, scale)
                    : throw place.Wrong($"\"{text}\": a decimal's precision is 1 to {IcebergDecimal.MaxPrecision}, its scale 0 to the precision.");
        }

        if (Fixed().Match(text) is { Success: true } bytes)
        {
            return int.TryParse(bytes.Groups["length"].ValueSpan, out var length) && length > 0
                ? new IcebergFixed(length)
                : throw place.Wrong($"\"{text}\": a fixed type's length is 1 to {int.MaxValue}.");
        }

        return Spatial().IsMatch(text)
            ? new IcebergSpatial(text)
            : throw place.Wrong($"\"{(text.Length > 100 ? text[..100] : text)}\" is not a type of the Iceberg specification.");
    }

    [GeneratedRegex(@"^decimal\(\s*(?<precision>[0-9]+)\s*,\s*(?<scale>[0-9]+)\s*\)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^fixed\[\s*(?<length>[0-9]+)\s*\]\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fixed();

    [GeneratedRegex(@"^geo(metry|graphy)(\([^()]*\))?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spatial();
}
