using System.Buffers;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Consecutive records of a chain, as they are sent to governance.</summary>
internal sealed class JournalBatch(ChainSigner signer)
{
    private byte[] _previous = [];

    /// <summary>The records' JSON, in the order of the chain.</summary>
    public List<ReadOnlyMemory<byte>> Records { get; } = [];

    /// <summary>The number of the first record.</summary>
    public long First { get; private set; }

    /// <summary>The number of the last record.</summary>
    public long Last => First + Records.Count - 1;

    /// <summary>The hash of the last record.</summary>
    public byte[] EndHash { get; set; } = [];

    /// <summary>The records' bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>Adds the next record.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="previous">The hash before it.</param>
    /// <param name="record">Its JSON.</param>
    public void Add(long sequence, byte[] previous, ReadOnlyMemory<byte> record)
    {
        if (Records.Count == 0)
        {
            (First, _previous) = (sequence, previous);
        }

        Records.Add(record);
        Bytes += record.Length;
    }

    /// <summary>Makes a batch of the records behind a place of a chain.</summary>
    /// <param name="signer">The key of the chain.</param>
    /// <param name="sequence">The number of the record before them.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="records">The records.</param>
    public static JournalBatch Behind(ChainSigner signer, long sequence, byte[] hash, IEnumerable<ReadOnlyMemory<byte>> records)
    {
        var batch = new JournalBatch(signer);
        foreach (var record in records)
        {
            batch.Add(++sequence, hash, record);
            var next = new byte[AuditHash.Length];
            AuditHash.Next(hash, record.Span, next);
            batch.EndHash = hash = next;
        }

        return batch;
    }

    /// <summary>Splits a batch in two: a record that is refused is found in a few steps, and costs no other record.</summary>
    public (JournalBatch Left, JournalBatch Right) Split()
    {
        var left = Behind(signer, First - 1, _previous, Records.Take(Records.Count / 2));
        return (left, Behind(signer, left.Last, left.EndHash, Records.Skip(Records.Count / 2)));
    }

    /// <summary>Writes the request of governance's <c>POST /audit</c>; the records keep their bytes, which their hashes cover.</summary>
    /// <remarks>A batch may end within a group, whose head is further on: its last record gets a head of its own, so governance has no record without one.</remarks>
    public ReadOnlyMemory<byte> ToRequest()
    {
        var body = new ArrayBufferWriter<byte>(Bytes + 1024);
        body.Write("{\"records\":["u8);
        foreach (var (index, record) in Records.Index())
        {
            body.Write(index == 0 ? default : ","u8);
            body.Write(record.Span);
        }

        body.Write("],\"chain\":"u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(new AuditChain(signer.Key.Text, First, Convert.ToHexStringLower(_previous), signer.Sign(Last, EndHash)), MeshJson.Options));
        body.Write("}"u8);
        return body.WrittenMemory;
    }
}
