using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.IcebergCatalog.Wire;

/// <summary>The requested part of a list. A client that asks for no page gets the whole list.</summary>
/// <param name="After">The name before the page; empty for the first page.</param>
/// <param name="Size">How many; null for all.</param>
internal sealed record Page(string After, int? Size)
{
    private const int DefaultSize = 100;
    private const int MaximumSize = 1_000;

    public static Page Of(HttpContext http)
    {
        var (token, size) = (http.Request.Query["pageToken"], http.Request.Query["pageSize"]);
        if (token.Count == 0 && size.Count == 0)
        {
            return new Page("", Size: null);
        }

        if (size.Count > 0 && (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var requested) || requested < 1))
        {
            throw IcebergRefusedException.BadRequest("pageSize: must be a whole number of at least 1.");
        }

        return new Page(Decode(token.ToString()), size.Count > 0 ? Math.Min(int.Parse(size!, CultureInfo.InvariantCulture), MaximumSize) : DefaultSize);
    }

    /// <summary>Answers with the page of a list in the order of names, and the token of the next one where there is one.</summary>
    public JsonAnswer Answer<T>(string member, IEnumerable<T> all, Func<T, string> name, Action<T, Utf8JsonWriter> write)
    {
        var (items, next) = Cut(all, name);
        return JsonAnswer.Ok(json =>
        {
            json.WriteStartObject();
            IcebergJson.WriteList(json, member, items, write);
            IcebergJson.WriteOptional(json, "next-page-token", next);
            json.WriteEndObject();
        });
    }

    private (IReadOnlyList<T> Items, string? Next) Cut<T>(IEnumerable<T> all, Func<T, string> name)
    {
        // Sorted here: a database that compares bytes has another order of characters behind U+FFFF.
        var rest = all.Where(item => string.CompareOrdinal(name(item), After) > 0).OrderBy(name, StringComparer.Ordinal).ToList();
        return Size is not { } size || rest.Count <= size ? (rest, null) : (rest[..size], Encode(name(rest[size - 1])));
    }

    private static string Encode(string name) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(name));

    private static string Decode(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        }
        catch (FormatException)
        {
            throw IcebergRefusedException.BadRequest("pageToken: is not the next-page-token of an answer before.");
        }
    }
}
