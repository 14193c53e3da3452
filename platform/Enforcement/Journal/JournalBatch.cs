using System.Buffers;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Consecutive records of a journal, as they are sent to governance.</summary>
internal sealed class JournalBatch(JournalWriter writer)
{
    private byte[] _previous = [];

    /// <summary>The records' JSON, in the order of the chain.</summary>
    public List<byte[]> Records { get; } = [];

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
    public void Add(long sequence, byte[] previous, byte[] record)
    {
        if (Records.Count == 0)
        {
            (First, _previous) = (sequence, previous);
        }

        Records.Add(record);
        Bytes += record.Length;
    }

    /// <summary>Splits a batch in two: a record that is refused is found in a few steps, and costs no other record.</summary>
    public (JournalBatch Left, JournalBatch Right) Split()
    {
        var (left, right) = (new JournalBatch(writer), new JournalBatch(writer));
        var hash = _previous;
        for (var index = 0; index < Records.Count; index++)
        {
            var half = index < Records.Count / 2 ? left : right;
            half.Add(First + index, hash, Records[index]);
            var next = new byte[AuditHash.Length];
            AuditHash.Next(hash, Records[index], next);
            half.EndHash = hash = next;
        }

        return (left, right);
    }

    /// <summary>Writes the request of governance's <c>POST /audit</c>, an <see cref="AuditBatch"/>; the records keep their bytes, which their hashes cover.</summary>
    /// <remarks>A batch may end within a group, whose head is further on: its last record gets a head of its own, so governance has no record without one.</remarks>
    public ReadOnlyMemory<byte> ToRequest()
    {
        var body = new ArrayBufferWriter<byte>(Bytes + 1024);
        body.Write("{\"records\":["u8);
        foreach (var record in Records)
        {
            if (!ReferenceEquals(record, Records[0]))
            {
                body.Write(","u8);
            }

            body.Write(record);
        }

        body.Write("],\"chain\":"u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(new AuditChain(writer.Key.Text, First, Convert.ToHexStringLower(_previous), writer.Sign(Last, EndHash)), MeshJson.Options));
        body.Write("}"u8);
        return body.WrittenMemory;
    }
}
