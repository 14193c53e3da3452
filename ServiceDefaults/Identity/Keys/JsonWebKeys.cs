using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using MeshStarter.ServiceDefaults.Identity.Tokens;

namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>Reads a JWK set (RFC 7517) and keeps only keys that may verify tokens here.</summary>
internal static class JsonWebKeys
{
    private const int KeyLimit = 64;
    private const int CoordinateBytes = 32;

    /// <summary>Returns the usable keys, and the reason why each other one is ignored; null when the document is no key set.</summary>
    public static (IReadOnlyList<SigningKey> Keys, IReadOnlyList<string> Ignored)? Read(byte[] document)
    {
        if (StrictJson.TryReadObject(document) is not { } set || !set.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var keys = new List<SigningKey>();
        var ignored = new List<string>();
        foreach (var member in list.EnumerateArray().Take(KeyLimit))
        {
            var (key, reason) = ReadKey(member);
            if (key is not null)
            {
                keys.Add(key);
            }
            else
            {
                ignored.Add(reason!);
            }
        }
        return (keys, ignored);
    }

    private static (SigningKey? Key, string? Ignored) ReadKey(JsonElement jwk)
    {
        if (jwk.ValueKind != JsonValueKind.Object)
        {
            return (null, "no object");
        }

        if (((string[])["d", "p", "q", "dp", "dq", "qi", "k"]).Any(name => jwk.TryGetProperty(name, out _)))
        {
            return (null, "it carries private members: the authority leaks its key");
        }

        if (jwk.TryGetProperty("use", out _) && jwk.StringOrNull("use") != "sig")
        {
            return (null, "its use is not sig");
        }

        if (jwk.TryGetProperty("key_ops", out var operations)
            && (operations.ValueKind != JsonValueKind.Array || !operations.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals("verify"))))
        {
            return (null, "its key_ops lack verify");
        }
        try
        {
            return jwk.StringOrNull("kty") switch
            {
                "EC" => ReadEllipticCurve(jwk),
                "RSA" => ReadRsa(jwk),
                _ => (null, "its kty is neither EC nor RSA"),
            };
        }
        catch (CryptographicException)
        {
            return (null, "its numbers are no key");
        }
    }

    private static (SigningKey?, string?) ReadEllipticCurve(JsonElement jwk)
    {
        if (!IsFor(jwk, "ES256") || jwk.StringOrNull("crv") != "P-256")
        {
            return (null, "it is no ES256 key on P-256");
        }

        if (Number(jwk, "x") is not { Length: CoordinateBytes } x || Number(jwk, "y") is not { Length: CoordinateBytes } y)
        {
            return (null, "its coordinates are not 32 bytes");
        }

        // The import checks that the point is on the curve.
        var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } });
        return (new SigningKey.Es256(jwk.StringOrNull("kid"), key), null);
    }

    private static (SigningKey?, string?) ReadRsa(JsonElement jwk)
    {
        if (!IsFor(jwk, "RS256"))
        {
            return (null, "it is no RS256 key");
        }

        if (Number(jwk, "n") is not { } modulus || Number(jwk, "e") is not { Length: > 0 and <= 8 } exponent)
        {
            return (null, "its modulus or exponent is missing");
        }

        // RSA imports any modulus and exponent, so the strength is checked here.
        var key = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
        var isOddAboveOne = (exponent[^1] & 1) == 1 && (exponent[^1] > 1 || exponent.AsSpan(0, exponent.Length - 1).ContainsAnyExcept((byte)0));
        if (BitLength(modulus) is >= 2048 and <= 16384 && isOddAboveOne)
        {
            return (new SigningKey.Rs256(jwk.StringOrNull("kid"), key), null);
        }

        key.Dispose();
        return (null, "its modulus is shorter than 2048 bits or its exponent is not odd and above 1");
    }

    private static long BitLength(byte[] number) => new BigInteger(number, isUnsigned: true, isBigEndian: true).GetBitLength();

    private static bool IsFor(JsonElement jwk, string algorithm) =>
        !jwk.TryGetProperty("alg", out _) || jwk.StringOrNull("alg") == algorithm;

    private static byte[]? Number(JsonElement jwk, string name) =>
        jwk.StringOrNull(name) is { } text && StrictBase64Url.TryDecode(text, out var bytes) ? bytes : null;
}
