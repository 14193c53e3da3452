using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Governance.Identity;

/// <summary>A signing key of the issuer: ES256, named by its RFC 7638 thumbprint.</summary>
internal sealed class IssuerKey
{
    private readonly Lock _use = new();
    private readonly ECDsa _key;

    private IssuerKey(ECDsa key, DateTimeOffset madeAt, DateTimeOffset? retiredAt)
    {
        (_key, MadeAt, RetiredAt) = (key, madeAt, retiredAt);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        (X, Y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""";
        Id = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }

    public string Id { get; }

    public string X { get; }

    public string Y { get; }

    public DateTimeOffset MadeAt { get; }

    /// <summary>Since when it signs nothing any more; null for the current key.</summary>
    public DateTimeOffset? RetiredAt { get; }

    public static IssuerKey Create(DateTimeOffset now) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), now, retiredAt: null);

    /// <exception cref="CryptographicException">The bytes are no private key on P-256.</exception>
    public static IssuerKey Import(byte[] pkcs8, DateTimeOffset madeAt, DateTimeOffset? retiredAt)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        if (key.KeySize != 256)
        {
            throw new CryptographicException("not on P-256");
        }

        return new IssuerKey(key, madeAt, retiredAt);
    }

    public IssuerKey Retire(DateTimeOffset now) => new(_key, MadeAt, now);

    public byte[] ExportPkcs8() => _key.ExportPkcs8PrivateKey();

    /// <summary>The signature as r||s.</summary>
    public byte[] Sign(byte[] input)
    {
        lock (_use) // ECDsa is not documented as thread-safe on every platform
        {
            return _key.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <summary>Whether a signature, as r||s, is of this key.</summary>
    public bool Verify(byte[] input, byte[] signature)
    {
        lock (_use)
        {
            return _key.VerifyData(input, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }
}
