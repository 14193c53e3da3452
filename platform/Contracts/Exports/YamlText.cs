using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;

namespace MeshStarter.Contracts.Exports;

/// <summary>
/// Writes JSON as YAML in blocks. A text that any version of YAML could read as something else, such as a date, is in double quotes, in
/// JSON's form, which YAML shares up to U+FFFF.
/// </summary>
internal static class YamlText
{
    private static readonly string[] Words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    public static string Write(JsonObject document)
    {
        var text = new StringBuilder();
        Members(text, document, indent: 0, isContinued: false);
        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonObject members, int indent, bool isContinued)
    {
        foreach (var (name, value) in members)
        {
            text.Append(' ', isContinued ? 0 : indent).Append(Scalar(name)).Append(':');
            isContinued = false;
            switch (value)
            {
                case JsonObject { Count: > 0 } inner:
                    text.Append('\n');
                    Members(text, inner, indent + 2, isContinued: false);
                    break;
                case JsonArray { Count: > 0 } items:
                    text.Append('\n');
                    Items(text, items, indent + 2);
                    break;
                default:
                    text.Append(' ').Append(Leaf(value)).Append('\n');
                    break;
            }
        }
    }

    private static void Items(StringBuilder text, JsonArray items, int indent)
    {
        foreach (var item in items)
        {
            text.Append(' ', indent).Append("- ");
            if (item is JsonObject { Count: > 0 } members)
            {
                Members(text, members, indent + 2, isContinued: true);
            }
            else if (item is JsonArray { Count: > 0 } inner)
            {
                text.Append('\n');
                Items(text, inner, indent + 2);
            }
            else
            {
                text.Append(Leaf(item)).Append('\n');
            }
        }
    }

    private static string Leaf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => Scalar(text),
        _ => value.ToJsonString(),
    };

    private static string Scalar(string text) => IsPlain(text) ? text : $"\"{string.Concat(text.EnumerateRunes().Select(Escaped))}\"";

    // JSON escapes a character behind U+FFFF as two halves, of which YAML knows none.
    private static string Escaped(Rune rune) =>
        rune.IsBmp ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(rune.ToString()) : $"\\U{rune.Value:X8}";

    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text[^1] != ' '
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_' or '.' or '-' or '/' or '@' or '(' or ')')
        && !Words.Contains(text.ToLower(CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
