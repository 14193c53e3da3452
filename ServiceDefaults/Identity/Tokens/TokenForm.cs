using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>
/// A token's parts with a checked header (RFC 7515, RFC 8725), not verified yet. The library takes more than one spelling of a token, members twice, and
/// critical extensions that it does not know: here is what is refused of them.
/// </summary>
internal sealed record TokenForm(string Algorithm, string? KeyId, string? Type, byte[] Payload)
{
    /// <summary>The most characters of a key id.</summary>
    public const int KeyIdLimit = 256;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <exception cref="TokenRejectedException">The text is no signed token of one of these algorithms.</exception>
    public static TokenForm Read(string text, IReadOnlyCollection<string> algorithms)
    {
        var parts = text.Split('.');
        if (parts.Length != 3)
        {
            throw new TokenRejectedException(parts.Length == 5 ? "encrypted token" : $"{parts.Length} parts instead of 3");
        }

        var (headerBytes, payload) = Decode(text, parts);
        var header = StrictJson.TryReadObject(headerBytes) ?? throw new TokenRejectedException("header is not a strict JSON object");
        var algorithm = header.StringOrNull("alg");
        if (algorithm is null || !algorithms.Contains(algorithm))
        {
            throw new TokenRejectedException($"algorithm is not {string.Join(" or ", algorithms)}");
        }

        // No extension is supported, so every critical one is unknown; b64 is one of them and refused in any form.
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _))
        {
            throw new TokenRejectedException("critical header");
        }

        return new TokenForm(algorithm, Text(header, "kid", "key id", KeyIdLimit), Text(header, "typ", "type", text.Length), payload);
    }

    // One spelling per value: no padding, no whitespace (which Base64Url takes), no unused bits (which it refuses).
    private static (byte[] Header, byte[] Payload) Decode(string text, string[] parts)
    {
        try
        {
            if (!text.AsSpan().ContainsAnyExcept(Alphabet))
            {
                _ = Base64Url.DecodeFromChars(parts[2]);
                return (Base64Url.DecodeFromChars(parts[0]), Base64Url.DecodeFromChars(parts[1]));
            }
        }
        catch (FormatException)
        {
            // Refused below.
        }

        throw new TokenRejectedException("a part is not strict base64url");
    }

    private static string? Text(JsonElement header, string name, string word, int limit) => !header.TryGetProperty(name, out var member) ? null
        : member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text && text.Length <= limit ? text
        : throw new TokenRejectedException($"{word} is no string of 1 to {limit} characters");
}
