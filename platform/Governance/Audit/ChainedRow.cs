namespace MeshStarter.Governance.Audit;

/// <summary>A record as the database has it, with its place in the chain of its service.</summary>
internal sealed class ChainedRow : AuditRow
{
    public string RecordedBy { get; init; } = "";

    public string? KeyId { get; init; }

    public long? Sequence { get; init; }

    public string? PreviousHash { get; init; }

    public string? Hash { get; init; }

    public string? Document { get; init; }
}
