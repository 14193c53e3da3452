using System.Security.Cryptography;

namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>One public key of the authority, for the one algorithm its kind allows.</summary>
internal abstract class SigningKey(string? id, string algorithm)
{
    // RSA and ECDsa instances are not documented as thread-safe on every platform.
    private readonly Lock _use = new();

    public string? Id { get; } = id;

    public string Algorithm { get; } = algorithm;

    public bool Verify(byte[] signingInput, byte[] signature)
    {
        lock (_use)
        {
            return VerifyNeedsLock(signingInput, signature);
        }
    }

    protected abstract bool VerifyNeedsLock(byte[] signingInput, byte[] signature);

    /// <summary>RS256: PKCS #1 v1.5 with SHA-256, a modulus of at least 2048 bits.</summary>
    public sealed class Rs256(string? id, RSA key) : SigningKey(id, "RS256")
    {
        protected override bool VerifyNeedsLock(byte[] signingInput, byte[] signature) =>
            key.VerifyData(signingInput, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>ES256: P-256, signature r||s of 64 bytes (RFC 7518 section 3.4).</summary>
    public sealed class Es256(string? id, ECDsa key) : SigningKey(id, "ES256")
    {
        private const int Half = 32;

        protected override bool VerifyNeedsLock(byte[] signingInput, byte[] signature) =>
            signature.Length == 2 * Half
            && signature.AsSpan(0, Half).ContainsAnyExcept((byte)0)
            && signature.AsSpan(Half).ContainsAnyExcept((byte)0)
            && key.VerifyData(signingInput, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
