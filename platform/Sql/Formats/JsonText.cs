using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MeshStarter.Platform.Sql.Formats;

/// <summary>Texts of JSON in the one form that Trino gives them: keys in order, each once, no blanks, numbers as Java writes them. Pure.</summary>
internal static class JsonText
{
    // Java writes doubles of these bounds without an exponent.
    private const double Least = 1e-3;
    private const double Most = 1e7;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1_000 };
    private static readonly JsonWriterOptions Written = new() { MaxDepth = 1_000, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The canonical form of a text; null where it is no JSON.</summary>
    public static string? Canonical(string text)
    {
        try
        {
            var written = new ArrayBufferWriter<byte>();
            Write(Encoding.UTF8.GetBytes(text), written);
            return Encoding.UTF8.GetString(written.WrittenSpan);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the canonical form of a text.</summary>
    /// <param name="text">The text in UTF-8.</param>
    /// <param name="canonical">Takes the form.</param>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> canonical)
    {
        var reader = new Utf8JsonReader(text, Options);
        using var document = JsonDocument.ParseValue(ref reader);
        // Refuses what follows the value.
        reader.Read();
        using var writer = new Utf8JsonWriter(canonical, Written);
        Write(writer, document.RootElement);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Key);
                    Write(writer, member.Last().Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number when value.GetDouble() is var number && double.IsInfinity(number) && value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') >= 0:
                writer.WriteStringValue(number > 0 ? "Infinity" : "-Infinity");
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Number(value.GetRawText()));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string Number(string text)
    {
        if (text.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
        {
            return text == "-0" ? "0" : text;
        }

        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (number == 0 || (Math.Abs(number) >= Least && Math.Abs(number) < Most))
        {
            var plain = number.ToString("0.0###################", CultureInfo.InvariantCulture);
            return double.Parse(plain, CultureInfo.InvariantCulture).Equals(number) ? plain : number.ToString("R", CultureInfo.InvariantCulture);
        }

        // 1E-07, 12345678.9
        var parts = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and var at ? at : parts[0].Length;
        var written = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = written.Trim('0');
        var exponent = (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0) + point - 1 - (written.Length - written.TrimStart('0').Length);
        return string.Create(CultureInfo.InvariantCulture, $"{(number < 0 ? "-" : "")}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{exponent}");
    }
}
