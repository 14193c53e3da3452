using System.Text.Json;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Platform.Audit.Records;

/// <summary>A line of an export of the audit trail, as <c>mesh audit export</c> writes it and <c>mesh audit verify</c> reads it.</summary>
public sealed record AuditExportLine
{
    /// <summary><c>key</c>, <c>head</c>, <c>record</c> or, as the last line, <c>end</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The service that sent it.</summary>
    public string? Service { get; init; }

    /// <summary>The fingerprint of the chain's key; null for a record without a chain.</summary>
    public string? KeyId { get; init; }

    /// <summary>The text of a key.</summary>
    public string? PublicKey { get; init; }

    /// <summary>The number in the chain of a record or head.</summary>
    public long? Sequence { get; init; }

    /// <summary>The hash before a record.</summary>
    public string? PreviousHash { get; init; }

    /// <summary>The hash of a record or head.</summary>
    public string? Hash { get; init; }

    /// <summary>The signature of a head.</summary>
    public string? Signature { get; init; }

    /// <summary>The JSON of a record as the service wrote it, which the hash covers.</summary>
    public string? Document { get; init; }

    /// <summary>The form of a record in which queries of the trail return it.</summary>
    public AuditRecord? Record { get; init; }

    /// <summary>The number of lines before the end.</summary>
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
