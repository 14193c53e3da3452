using System.Text.Json;

namespace MeshStarter.Contracts;

/// <summary>A line of an export of the audit trail, as <c>mesh audit export</c> writes it and <c>mesh audit verify</c> reads it.</summary>
public sealed record AuditExportLine
{
    /// <summary><c>key</c>, <c>head</c>, <c>record</c> or, as the last line, <c>end</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The service that sent it.</summary>
    public string? Service { get; init; }

    /// <summary>The fingerprint of the chain's key; null for a record without a chain.</summary>
    public string? KeyId { get; init; }

    /// <summary>Of a key: its text.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Of a record or head: its number in the chain.</summary>
    public long? Sequence { get; init; }

    /// <summary>Of a record: the hash before it.</summary>
    public string? PreviousHash { get; init; }

    /// <summary>Of a record or head: its hash.</summary>
    public string? Hash { get; init; }

    /// <summary>Of a head: its signature.</summary>
    public string? Signature { get; init; }

    /// <summary>Of a record: its JSON as the service wrote it, which the hash covers.</summary>
    public string? Document { get; init; }

    /// <summary>Of a record: the form in which queries of the trail return it.</summary>
    public AuditRecord? Record { get; init; }

    /// <summary>Of the end: the number of lines before it.</summary>
    public long? Lines { get; init; }

    /// <summary>The line of a key.</summary>
    public const string KeyKind = "key";

    /// <summary>The line of a head.</summary>
    public const string HeadKind = "head";

    /// <summary>The line of a record.</summary>
    public const string RecordKind = "record";

    /// <summary>The last line.</summary>
    public const string EndKind = "end";

    /// <summary>Writes the line as JSON, without a line end.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, MeshJson.Options);
}
