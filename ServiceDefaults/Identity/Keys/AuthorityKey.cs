using System.Numerics;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>A public key of the authority that may verify tokens (RFC 7517).</summary>
/// <param name="Id">The key's id; null for a key without one.</param>
/// <param name="Algorithm">The only algorithm that the authority permits for the key; null for each that fits its type.</param>
/// <param name="Type">The curve of an elliptic curve's key, <c>RSA</c> of another.</param>
/// <param name="Key">The key.</param>
internal sealed record AuthorityKey(string? Id, string? Algorithm, string Type, SecurityKey Key)
{
    private const int LeastRsaBits = 2048;
    private const int MostRsaBits = 16384;

    /// <summary>Whether the key verifies signatures of an algorithm: no token chooses another use of it.</summary>
    public bool Fits(string algorithm) => (Algorithm ?? algorithm) == algorithm && Type == algorithm switch
    {
        SecurityAlgorithms.EcdsaSha256 => JsonWebKeyECTypes.P256,
        SecurityAlgorithms.EcdsaSha384 => JsonWebKeyECTypes.P384,
        SecurityAlgorithms.EcdsaSha512 => JsonWebKeyECTypes.P521,
        ['R' or 'P', 'S', ..] => JsonWebAlgorithmsKeyTypes.RSA,
        _ => null,
    };

    /// <summary>Reads a key, or returns the reason why it is not used.</summary>
    public static (AuthorityKey? Key, string? Ignored) Read(JsonWebKey jwk)
    {
        if ((jwk.D ?? jwk.P ?? jwk.Q ?? jwk.DP ?? jwk.DQ ?? jwk.QI ?? jwk.K) is not null)
        {
            return (null, "it carries private members: the authority leaks its key");
        }

        if (jwk.Use is not (null or "sig"))
        {
            return (null, "its use is not sig");
        }

        if (jwk.KeyOps.Count > 0 && !jwk.KeyOps.Contains("verify"))
        {
            return (null, "its key_ops lack verify");
        }

        if (jwk.Kty is not (JsonWebAlgorithmsKeyTypes.EllipticCurve or JsonWebAlgorithmsKeyTypes.RSA))
        {
            return (null, "its kty is neither EC nor RSA");
        }

        // Its numbers alone: the certificate that a key may have, too, could be another key's.
        var numbers = new JsonWebKey { Kty = jwk.Kty, Kid = jwk.Kid, Crv = jwk.Crv, X = jwk.X, Y = jwk.Y, N = jwk.N, E = jwk.E };
        return !CanConvert(numbers, out var key) ? (null, "its numbers are no key")
            : key is RsaSecurityKey rsa && !IsStrong(rsa) ? (null, "its modulus is shorter than 2048 bits or its exponent is not odd and above 1")
            : (new AuthorityKey(jwk.Kid, jwk.Alg, jwk.Kty == JsonWebAlgorithmsKeyTypes.RSA ? jwk.Kty : jwk.Crv, key), null);
    }

    private static bool CanConvert(JsonWebKey numbers, out SecurityKey key)
    {
        key = null!;
        try
        {
            return JsonWebKeyConverter.TryConvertToSecurityKey(numbers, out key);
        }
        catch (Exception unusable) when (unusable is ArgumentException or FormatException or CryptographicException)
        {
            return false;
        }
    }

    // RSA itself takes any modulus and exponent.
    private static bool IsStrong(RsaSecurityKey key) =>
        key.KeySize is >= LeastRsaBits and <= MostRsaBits
        && new BigInteger(key.Parameters.Exponent, isUnsigned: true, isBigEndian: true) is { IsEven: false, IsOne: false };
}
