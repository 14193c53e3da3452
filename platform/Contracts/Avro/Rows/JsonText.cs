using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>Takes the text of a JSON value as UTF-8, without making a string of it where its JSON has no escapes.</summary>
internal static class JsonText
{
    /// <summary>The text; false where the value is none, also for half of a surrogate pair.</summary>
    public static bool TryGet(JsonElement value, out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (!raw.Contains((byte)'\\'))
        {
            utf8 = raw;
            return Utf8.IsValid(raw);
        }

        if (TryGetString(value) is not { } text)
        {
            return false;
        }

        utf8 = Encoding.UTF8.GetBytes(text);
        return true;
    }

    /// <summary>The text as a string; null where the value is none.</summary>
    public static string? TryGetString(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The bytes that a base64 text represents; null where it represents none.</summary>
    public static byte[]? TryGetBytes(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes) ? bytes : null;
}
