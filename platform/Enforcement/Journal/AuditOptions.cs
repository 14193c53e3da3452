namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Options of section <c>Mesh:Audit</c>: where a service writes its decisions down, and how it sends them to the audit trail.</summary>
public sealed record AuditOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mesh:Audit";

    /// <summary>The place where a decision is before its answer leaves. Default <see cref="AuditDurability.Disk"/>.</summary>
    public AuditDurability Durability { get; init; } = AuditDurability.Disk;

    /// <summary>
    /// Absolute folder of the audit journal, of this process alone. Default: in <c>Mesh:Data</c>; in Development a service without it has a temporary
    /// folder, which it deletes at its end if governance has all records, and which the next start deletes where a killed process left it without records. With
    /// <see cref="AuditDurability.Governance"/> only records that an earlier journal in it has are sent from there.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>The most records that wait for the disk or governance; at the limit further decisions are refused. Default 10,000, 1 to 1,000,000.</summary>
    public int QueueLimit { get; init; } = 10_000;

    /// <summary>The most records in one request to governance. Default 200, 1 to 1,000.</summary>
    public int BatchSize { get; init; } = 200;

    /// <summary>The delay before a retry; doubled up to 16 times as much while failures last. Default 500 ms, 10 ms to 1 min.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);
}
