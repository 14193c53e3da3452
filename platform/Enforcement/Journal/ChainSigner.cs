using System.Security.Cryptography;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Signs places of one chain with the chain's key.</summary>
/// <param name="pair">The key pair, which it disposes with itself.</param>
/// <param name="key">Its public part.</param>
/// <param name="service">The service whose chain it is.</param>
internal sealed class ChainSigner(ECDsa pair, AuditKey key, string service) : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>The public key of the chain.</summary>
    public AuditKey Key => key;

    /// <summary>The service whose chain it is.</summary>
    public string Service => service;

    /// <summary>Signs a place of the chain.</summary>
    public AuditHead Sign(long sequence, ReadOnlySpan<byte> hash)
    {
        var text = Convert.ToHexStringLower(hash);
        lock (_lock)
        {
            return AuditHead.Sign(pair, service, sequence, text);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => pair.Dispose();
}
