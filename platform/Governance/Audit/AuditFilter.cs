using MeshStarter.Contracts.Products;

namespace MeshStarter.Governance.Audit;

/// <summary>The criteria of the records to list; null leaves a criterion out.</summary>
internal sealed record AuditFilter
{
    public string? Service { get; init; }

    public string? Subject { get; init; }

    public string? Action { get; init; }

    public DataProductId? Product { get; init; }

    /// <summary>A column that the record names: read, masked or requested.</summary>
    public string? Column { get; init; }

    public bool? Permit { get; init; }

    /// <summary>Only people, or only services.</summary>
    public bool? People { get; init; }

    public string? Outcome { get; init; }

    /// <summary>Whether a decision and the end of its answer are one: a criterion fits if either has it, and the time is the decision's.</summary>
    public bool IsJoined { get; init; }

    public DateTime? From { get; init; }

    public DateTime? To { get; init; }

    public AuditCursor? Before { get; init; }

    public required int Limit { get; init; }
}
