using System.Buffers.Text;
using System.Text.Json;

namespace MeshStarter.Catalog.Search;

/// <summary>The end of a page: the keys and the name of its last product.</summary>
/// <param name="First">The first key of the order.</param>
/// <param name="Second">The second key.</param>
/// <param name="Third">The third key.</param>
/// <param name="Name">The name of the product.</param>
internal sealed record SearchCursor(long First, long Second, long Third, string Name)
{
    private const int Longest = 1_000;

    /// <summary>Writes the cursor of a search.</summary>
    public string Write(string fingerprint) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Written(fingerprint, [First, Second, Third], Name)));

    /// <summary>Reads a cursor; false if it is not one of this search.</summary>
    public static bool TryParse(string text, string fingerprint, out SearchCursor? cursor)
    {
        cursor = null;
        if (text.Length > Longest || !Base64Url.IsValid(text))
        {
            return false;
        }

        try
        {
            if (JsonSerializer.Deserialize<Written>(Base64Url.DecodeFromChars(text)) is { Keys: [var first, var second, var third], Name: { } name } written
                && string.Equals(written.Search, fingerprint, StringComparison.Ordinal) && !name.Contains('\0'))
            {
                cursor = new SearchCursor(first, second, third, name);
            }
        }
        catch (JsonException)
        {
            // Not written here.
        }

        return cursor is not null;
    }

    private sealed record Written(string Search, long[] Keys, string Name);
}
