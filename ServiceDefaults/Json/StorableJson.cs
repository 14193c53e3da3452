using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MeshStarter.Contracts.Json;

namespace MeshStarter.ServiceDefaults.Json;

/// <summary>
/// Validates that texts of a request can be stored. PostgreSQL's text and jsonb hold every text without U+0000; half of a surrogate pair,
/// and bytes that are not UTF-8, are no characters at all.
/// </summary>
/// <remarks>Texts that are bound to an endpoint's parameter are validated already; this class is for bodies that an endpoint reads itself.</remarks>
public static class StorableJson
{
    internal const char Refused = '\0';
    internal const string Rule = "holds the character U+0000, which no text has. Leave it out.";

    private const string HalfRule = "holds half of a surrogate pair, which is no text. Send the whole character.";
    private const string BytesRule = "holds bytes that are not UTF-8. Send JSON in UTF-8.";

    /// <summary>Requires that all names and texts of a document can be stored.</summary>
    /// <exception cref="JsonRuleException">A text cannot be stored; the message names it.</exception>
    public static void Require(JsonElement document)
    {
        // JSON can contain either only as an escape. The parser takes any bytes inside texts.
        var raw = JsonMarshal.GetRawUtf8Value(document);
        if (raw.IndexOf("\\u"u8) >= 0 || !Utf8.IsValid(raw))
        {
            Walk(document, "");
        }
    }

    private static void Walk(JsonElement value, string place)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = Checked(place, value, static text => text.GetString()!);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var element in value.EnumerateArray())
                {
                    Walk(element, $"{place}[{index++}]");
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Walk(member.Value, $"{place}.{Checked($"{place}.…", member, static named => named.Name)}");
                }

                break;
        }
    }

    private static string Checked<T>(string place, T of, Func<T, string> read)
    {
        try
        {
            var text = read(of);
            return text.Contains(Refused) ? throw new JsonRuleException(Rule, place) : text;
        }
        catch (InvalidOperationException unread)
        {
            throw new JsonRuleException(unread.InnerException is DecoderFallbackException ? BytesRule : HalfRule, place);
        }
    }
}
