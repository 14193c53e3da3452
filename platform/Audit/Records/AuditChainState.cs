using System.Globalization;

namespace MeshStarter.Platform.Audit.Records;

/// <summary>Follows the chain of one service record by record, and finds the first that does not continue it.</summary>
public sealed class AuditChainState
{
    private readonly byte[] _hash;

    /// <summary>Begins at a place of the chain.</summary>
    /// <param name="service">The service whose chain it is.</param>
    /// <param name="key">The key of the chain.</param>
    /// <param name="sequence">The number of the last known record; 0 for the beginning.</param>
    /// <param name="hash">Its hash.</param>
    public AuditChainState(string service, AuditKey key, long sequence, ReadOnlySpan<byte> hash) => (Service, Key, Sequence, _hash) = (service, key, sequence, hash.ToArray());

    /// <summary>The service whose chain it is.</summary>
    public string Service { get; }

    /// <summary>The key of the chain.</summary>
    public AuditKey Key { get; }

    /// <summary>The number of the last record.</summary>
    public long Sequence { get; private set; }

    /// <summary>The hash of the last record.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>The hash of the last record, as hexadecimal text.</summary>
    public string HashText => Convert.ToHexStringLower(_hash);

    /// <summary>Takes the next line of the chain.</summary>
    /// <returns>Null when it continues the chain; else the finding, and the state is as before.</returns>
    public string? Take(in AuditLine line)
    {
        if (line.IsHead)
        {
            return Verify(line.ToHead());
        }

        if (line.Sequence != Sequence + 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"record {Sequence + 1} is missing: record {line.Sequence} follows record {Sequence}");
        }

        Span<byte> hash = stackalloc byte[AuditHash.Length];
        AuditHash.Next(_hash, line.Record, hash);
        Span<byte> text = stackalloc byte[AuditHash.TextLength];
        Convert.TryToHexStringLower(hash, text, out _);
        if (!text.SequenceEqual(line.Hash))
        {
            return string.Create(CultureInfo.InvariantCulture, $"record {line.Sequence} was changed: its hash does not match its content and the hash before it");
        }

        hash.CopyTo(_hash);
        Sequence = line.Sequence;
        return null;
    }

    /// <summary>Appends the next record.</summary>
    /// <param name="record">Its JSON in UTF-8.</param>
    public void Append(ReadOnlySpan<byte> record)
    {
        AuditHash.Next(_hash, record, _hash);
        Sequence++;
    }

    /// <summary>Verifies a head that belongs to the last record.</summary>
    /// <returns>Null when it does and its signature is valid; else the finding.</returns>
    public string? Verify(AuditHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (head.Sequence != Sequence)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the head of record {head.Sequence} follows record {Sequence}: records are missing");
        }

        if (!string.Equals(head.Hash, HashText, StringComparison.Ordinal))
        {
            return string.Create(CultureInfo.InvariantCulture, $"the head of record {head.Sequence} has another hash: records were changed");
        }

        return head.IsSignedBy(Key, Service) ? null : string.Create(CultureInfo.InvariantCulture, $"the signature of the head of record {head.Sequence} is not valid");
    }
}
