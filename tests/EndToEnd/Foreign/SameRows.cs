using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Json;

namespace MeshStarter.EndToEnd.Foreign;

/// <summary>Rows by their values: they have no order, their members none, and each writer has its own forms of numbers and text.</summary>
internal static partial class SameRows
{
    /// <summary>Fails where the rows are not the same.</summary>
    public static void Equal(IEnumerable<JsonElement> expected, IEnumerable<JsonElement> actual, string whose)
    {
        var (one, other) = (Lines(expected), Lines(actual));
        Assert.True(
            one.SequenceEqual(other, StringComparer.Ordinal),
            $"{whose}: {other.Count} rows where there are {one.Count}; only there: {other.Except(one, StringComparer.Ordinal).FirstOrDefault()}; missing: {one.Except(other, StringComparer.Ordinal).FirstOrDefault()}");
    }

    /// <summary>The rows of an array that a program wrote.</summary>
    public static IEnumerable<JsonElement> Of(JsonNode? rows) => JsonElement.Parse(rows!.ToJsonString()).EnumerateArray();

    private static List<string> Lines(IEnumerable<JsonElement> rows) => [.. rows.Select(Text).Order(StringComparer.Ordinal)];

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"\"{member.Name}\":{Text(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Text))}]",
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.String => JsonSerializer.Serialize(Instant.Replace(value.GetString()!, "$1Z"), MeshJson.Options),
        _ => value.GetRawText(),
    };

    // What of the fraction of a second is only zeros.
    [GeneratedRegex(@"(?<=^\d{4}-\d\d-\d\dT)(\d\d:\d\d:\d\d(?:\.\d*[1-9])?)(?:\.?0*)Z$")]
    private static partial Regex Instant { get; }
}
