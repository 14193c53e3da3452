using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace MeshStarter.Platform.Audit.Records;

/// <summary>
/// A line of an audit journal: a record with its place in the chain, or a signed head. The form is fixed to the byte, because the hash covers the
/// record's bytes: <c>{"sequence":7,"hash":"…","record":{…}}</c> or <c>{"sequence":7,"hash":"…","signature":"…"}</c>.
/// </summary>
public readonly ref struct AuditLine
{
    private AuditLine(long sequence, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> record, ReadOnlySpan<byte> signature)
    {
        Sequence = sequence;
        Hash = hash;
        Record = record;
        Signature = signature;
    }

    /// <summary>The record's number in its chain, from 1; of a head, that of the last record before it.</summary>
    public long Sequence { get; }

    /// <summary>The hash as hexadecimal text.</summary>
    public ReadOnlySpan<byte> Hash { get; }

    /// <summary>The record's JSON; empty for a head.</summary>
    public ReadOnlySpan<byte> Record { get; }

    /// <summary>The head's signature as base64; empty for a record.</summary>
    public ReadOnlySpan<byte> Signature { get; }

    /// <summary>Whether it is a head.</summary>
    public bool IsHead => Record.IsEmpty;

    private static ReadOnlySpan<byte> SequenceName => "{\"sequence\":"u8;

    private static ReadOnlySpan<byte> HashName => ",\"hash\":\""u8;

    private static ReadOnlySpan<byte> RecordName => "\",\"record\":"u8;

    private static ReadOnlySpan<byte> SignatureName => "\",\"signature\":\""u8;

    /// <summary>Gets the head of a line that is one.</summary>
    public AuditHead ToHead() => new(Sequence, Encoding.ASCII.GetString(Hash), Encoding.ASCII.GetString(Signature));

    /// <summary>Writes a record's line.</summary>
    public static void WriteRecord(IBufferWriter<byte> output, long sequence, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> record)
    {
        WriteStart(output, sequence, hash);
        output.Write(RecordName);
        output.Write(record);
        output.Write("}\n"u8);
    }

    /// <summary>Writes a head's line.</summary>
    public static void WriteHead(IBufferWriter<byte> output, AuditHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        WriteStart(output, head.Sequence, AuditHash.Parse(head.Hash));
        output.Write(SignatureName);
        output.Write(Encoding.ASCII.GetBytes(head.Signature));
        output.Write("\"}\n"u8);
    }

    /// <summary>Reads a line without its line end.</summary>
    /// <returns>False when it is neither a record's nor a head's.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out AuditLine line)
    {
        line = default;
        if (!text.StartsWith(SequenceName) || !text.EndsWith("}"u8))
        {
            return false;
        }

        text = text[SequenceName.Length..^1];
        if (!Utf8Parser.TryParse(text, out long sequence, out var digits) || sequence < 0)
        {
            return false;
        }

        text = text[digits..];
        if (!text.StartsWith(HashName) || text.Length < HashName.Length + AuditHash.TextLength)
        {
            return false;
        }

        var hash = text.Slice(HashName.Length, AuditHash.TextLength);
        text = text[(HashName.Length + AuditHash.TextLength)..];
        if (text.StartsWith(RecordName) && text.Length > RecordName.Length)
        {
            line = new AuditLine(sequence, hash, text[RecordName.Length..], default);
            return true;
        }

        if (!text.StartsWith(SignatureName) || !text.EndsWith("\""u8) || text.Length <= SignatureName.Length)
        {
            return false;
        }

        line = new AuditLine(sequence, hash, default, text[SignatureName.Length..^1]);
        return true;
    }

    private static void WriteStart(IBufferWriter<byte> output, long sequence, ReadOnlySpan<byte> hash)
    {
        output.Write(SequenceName);
        var number = output.GetSpan(20);
        Utf8Formatter.TryFormat(sequence, number, out var digits);
        output.Advance(digits);
        output.Write(HashName);
        Convert.TryToHexStringLower(hash, output.GetSpan(AuditHash.TextLength), out var length);
        output.Advance(length);
    }
}
