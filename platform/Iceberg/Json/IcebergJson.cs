using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace MeshStarter.Platform.Iceberg.Json;

/// <summary>Reads and writes the Iceberg documents as JSON.</summary>
public static class IcebergJson
{
    /// <summary>Levels of nesting that a document may have; each level of a type takes about three.</summary>
    public const int MaxDepth = 512;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions Writing = new() { MaxDepth = 2 * MaxDepth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Parses a document.</summary>
    /// <param name="utf8">The document's bytes; they must not change while the answer is used.</param>
    /// <param name="place">The document's name in errors: a file's name, <c>the request</c>.</param>
    /// <exception cref="IcebergFormatException">It is no JSON, names a member twice, or nests deeper than <see cref="MaxDepth"/>.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, string place)
    {
        var text = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(text.Span))
        {
            throw new IcebergFormatException($"{place}: is not UTF-8.");
        }

        try
        {
            if (text.Span.IndexOf("\\u"u8) >= 0)
            {
                RefuseHalfCharacters(text.Span, place);
            }

            return JsonDocument.Parse(text, Reading);
        }
        catch (JsonException exception)
        {
            throw new IcebergFormatException($"{place}: is not JSON that can be read: {exception.Message}", exception);
        }
    }

    // The parser takes an escaped half of a surrogate pair in a value and fails on one in a name; nothing after it can hold one as text.
    private static void RefuseHalfCharacters(ReadOnlySpan<byte> text, string place)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new IcebergFormatException($"{place}: has half of a surrogate pair at byte {reader.TokenStartIndex}, which is no text.", exception);
        }
    }

    /// <summary>Writes a document.</summary>
    /// <param name="write">Writes its one value.</param>
    /// <param name="expectedLength">About how many bytes it takes: a long document is not copied again and again as it grows.</param>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write, int expectedLength = 4096)
    {
        ArgumentNullException.ThrowIfNull(write);
        var buffer = new ArrayBufferWriter<byte>(expectedLength);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    internal static void WriteMember(Utf8JsonWriter writer, string name, Action<Utf8JsonWriter> write)
    {
        writer.WritePropertyName(name);
        write(writer);
    }

    internal static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T, Utf8JsonWriter> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item, writer);
        }

        writer.WriteEndArray();
    }

    internal static void WriteMap(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> map)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    internal static void WriteOptional(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    internal static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
