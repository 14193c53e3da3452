namespace MeshStarter.ServiceDefaults.Governance;

/// <summary>Section <c>Mesh:Audit</c>: how a service hands its decisions to the audit trail.</summary>
public sealed record AuditOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mesh:Audit";

    /// <summary>How many records may wait in memory; when they are as many, further decisions are refused. Default 10,000, 1 to 1,000,000.</summary>
    public int QueueLimit { get; init; } = 10_000;

    /// <summary>How many records one request carries at most. Default 200, 1 to 1,000.</summary>
    public int BatchSize { get; init; } = 200;

    /// <summary>How long a try is waited out after a failure; doubled up to 16 times as much while failures last. Default 500 ms, 10 ms to 1 min.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);
}
