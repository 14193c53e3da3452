using System.Text.Json;

namespace MeshStarter.DuckDb.Appending;

/// <summary>Validates text that goes into a JSON column.</summary>
internal static class JsonText
{
    /// <summary>Reads the text to its end.</summary>
    /// <param name="value">The text, as UTF-8.</param>
    /// <param name="place">The column's name in the message.</param>
    /// <exception cref="ArgumentException">It is no JSON.</exception>
    public static void Check(ReadOnlySpan<byte> value, string place)
    {
        var reader = new Utf8JsonReader(value);
        try
        {
            while (reader.Read())
            {
            }
        }
        catch (JsonException cause)
        {
            throw new ArgumentException($"{place} is JSON: the text is not.", nameof(value), cause);
        }
    }
}
