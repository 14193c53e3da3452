using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace MeshStarter.Platform.Audit.Records;

/// <summary>The public key that verifies the heads of one chain of audit records. A chain has one key for its whole life.</summary>
public sealed class AuditKey : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa _key;

    private AuditKey(ECDsa key, string text, string fingerprint) => (_key, Text, Fingerprint) = (key, text, fingerprint);

    /// <summary>The key as base64 of its SubjectPublicKeyInfo.</summary>
    public string Text { get; }

    /// <summary>The key's name: SHA-256 of its SubjectPublicKeyInfo, as lower-case hexadecimal text.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a key.</summary>
    /// <param name="text">Base64 of its SubjectPublicKeyInfo.</param>
    /// <param name="key">The key.</param>
    /// <returns>False when the text is no public key on the curve P-256.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AuditKey? key)
    {
        key = null;
        if (text is null or { Length: > 512 })
        {
            return false;
        }

        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
            if (ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256)
            {
                key = Of(ecdsa);
                return true;
            }
        }
        catch (Exception unreadable) when (unreadable is FormatException or CryptographicException)
        {
            // No key.
        }

        ecdsa.Dispose();
        return false;
    }

    /// <summary>Takes the public part of a key pair, which it disposes with itself.</summary>
    public static AuditKey Of(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var info = key.ExportSubjectPublicKeyInfo();
        return new AuditKey(key, Convert.ToBase64String(info), Convert.ToHexStringLower(SHA256.HashData(info)));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => _key.VerifyData(text, signature, HashAlgorithmName.SHA256);
}
