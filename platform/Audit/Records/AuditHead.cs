using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Platform.Audit.Records;

/// <summary>The signed end of a service's chain of audit records: the service vouches for every record up to this one.</summary>
/// <param name="Sequence">The number of the last record; 0 before the first.</param>
/// <param name="Hash">The hash of the last record, as hexadecimal text.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="SignedText"/>, 64 bytes as base64.</param>
public sealed record AuditHead(long Sequence, string Hash, string Signature)
{
    /// <summary>The bytes that a head's signature covers.</summary>
    /// <param name="service">The service whose chain it is.</param>
    /// <param name="sequence">The number of the last record.</param>
    /// <param name="hash">Its hash, as text.</param>
    public static byte[] SignedText(string service, long sequence, string hash) =>
        Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mesh-audit-head\n{service}\n{sequence}\n{hash}\n"));

    /// <summary>Whether the head was signed with a key, for a service.</summary>
    public bool IsSignedBy(AuditKey key, string service)
    {
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> signature = stackalloc byte[64];
        return Base64.DecodeFromUtf8(Encoding.ASCII.GetBytes(Signature), signature, out _, out var length) == System.Buffers.OperationStatus.Done
            && length == signature.Length
            && key.Verify(SignedText(service, Sequence, Hash), signature);
    }

    /// <summary>Signs the end of a chain.</summary>
    public static AuditHead Sign(ECDsa key, string service, long sequence, string hash)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new AuditHead(sequence, hash, Convert.ToBase64String(key.SignData(SignedText(service, sequence, hash), HashAlgorithmName.SHA256)));
    }
}
