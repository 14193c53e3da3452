using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace MeshStarter.Governance.Identity;

/// <summary>A signing key of the issuer: ES256, named by its RFC 7638 thumbprint.</summary>
/// <param name="Key">The key.</param>
/// <param name="MadeAt">The time at which it was made.</param>
/// <param name="RetiredAt">Since when it signs nothing any more; null for the current key.</param>
internal sealed record IssuerKey(ECDsaSecurityKey Key, DateTimeOffset MadeAt, DateTimeOffset? RetiredAt = null)
{
    // The library's cache of signers has a thread of its own.
    private static readonly CryptoProviderFactory Signers = new() { CacheSignatureProviders = false };

    public string Id => Key.KeyId;

    public static IssuerKey Create(DateTimeOffset now) => new(Named(ECDsa.Create(ECCurve.NamedCurves.nistP256)), now);

    /// <exception cref="CryptographicException">The bytes are no private key on P-256.</exception>
    public static IssuerKey Import(byte[] pkcs8, DateTimeOffset madeAt, DateTimeOffset? retiredAt)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return key.KeySize == 256 ? new IssuerKey(Named(key), madeAt, retiredAt) : throw new CryptographicException("not on P-256");
    }

    public byte[] ExportPkcs8() => Key.ECDsa.ExportPkcs8PrivateKey();

    private static ECDsaSecurityKey Named(ECDsa key)
    {
        var named = new ECDsaSecurityKey(key) { CryptoProviderFactory = Signers };
        named.KeyId = Base64UrlEncoder.Encode(named.ComputeJwkThumbprint());
        return named;
    }
}
