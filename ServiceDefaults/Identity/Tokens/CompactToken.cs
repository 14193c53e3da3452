using System.Text;
using System.Text.Json;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>
/// A parsed token with a checked header (RFC 7515, RFC 8725), not verified yet. The payload stays bytes until the signature
/// is verified. Hand-written because current Microsoft.IdentityModel packages do not restore on a closed feed.
/// </summary>
internal sealed record CompactToken(string Algorithm, string? KeyId, bool IsAccessTokenType, byte[] SigningInput, byte[] Payload, byte[] Signature)
{
    /// <summary>The most characters of a token.</summary>
    public const int LengthLimit = 16 * 1024;

    /// <summary>The most characters of a key id.</summary>
    public const int KeyIdLimit = 256;

    /// <summary>The accepted algorithms; <c>none</c> and every HS* are thereby refused.</summary>
    public static readonly IReadOnlySet<string> Algorithms = new HashSet<string>(["RS256", "ES256"], StringComparer.Ordinal);

    /// <exception cref="TokenRejectedException">The text is not a token that could be accepted.</exception>
    public static CompactToken Parse(string text, bool acceptJwtType)
    {
        if (text.Length > LengthLimit)
        {
            throw new TokenRejectedException("longer than 16 KiB");
        }

        var parts = text.Split('.');
        if (parts.Length != 3)
        {
            throw new TokenRejectedException(parts.Length == 5 ? "encrypted token" : $"{parts.Length} parts instead of 3");
        }

        if (!StrictBase64Url.TryDecode(parts[0], out var headerBytes)
            || !StrictBase64Url.TryDecode(parts[1], out var payload)
            || !StrictBase64Url.TryDecode(parts[2], out var signature))
        {
            throw new TokenRejectedException("a part is not strict base64url");
        }
        var header = StrictJson.TryReadObject(headerBytes) ?? throw new TokenRejectedException("header is not a strict JSON object");

        var algorithm = header.StringOrNull("alg");
        if (algorithm is null || !Algorithms.Contains(algorithm))
        {
            throw new TokenRejectedException("algorithm is not RS256 or ES256");
        }

        // No extension is supported, so every critical one is unknown; b64 is one of them and refused in any form.
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _))
        {
            throw new TokenRejectedException("critical header");
        }

        var signingInput = Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]);
        return new CompactToken(algorithm, ReadKeyId(header), ReadType(header, acceptJwtType), signingInput, payload, signature);
    }

    private static string? ReadKeyId(JsonElement header)
    {
        if (!header.TryGetProperty("kid", out var member))
        {
            return null;
        }

        return member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 and <= KeyIdLimit } id
            ? id
            : throw new TokenRejectedException("key id is no string of 1 to 256 characters");
    }

    /// <summary>Returns true for RFC 9068's type, false for the compatible one where that is allowed.</summary>
    private static bool ReadType(JsonElement header, bool acceptJwtType)
    {
        var absent = !header.TryGetProperty("typ", out _);
        var type = header.StringOrNull("typ");
        if (string.Equals(type, "at+jwt", StringComparison.OrdinalIgnoreCase) || string.Equals(type, "application/at+jwt", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (acceptJwtType && (absent || string.Equals(type, "JWT", StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        throw new TokenRejectedException("type is not at+jwt");
    }
}
