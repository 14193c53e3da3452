using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.Audit.Records;

/// <summary>
/// One decision of an enforcement point, or one act of the platform, as the audit trail keeps it. It says who requested what
/// and what was answered; it never carries a token, a secret, a row value or the text of a query.
/// </summary>
public sealed record AuditRecord
{
    /// <summary>Names this record; sent twice, it is kept once.</summary>
    public required Guid Id { get; init; }

    /// <summary>The time of the decision.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The service that decided: <c>query</c>, <c>catalog</c>, <c>governance</c> or a domain's name.</summary>
    public required string Service { get; init; }

    /// <summary>The caller: the claim <c>sub</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The subject's domain; null for a platform service.</summary>
    public string? SubjectDomain { get; init; }

    /// <summary>The subject's roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The purposes that the subject read for: the one that the request stated, else those of its token.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>The requested action: one of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The product of the request; null for an act that concerns none.</summary>
    public DataProductId? Product { get; init; }

    /// <summary>True when it was permitted, obligations included.</summary>
    public required bool Permit { get; init; }

    /// <summary>The reason given, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The rules that decided.</summary>
    public IReadOnlyList<string> RuleIds { get; init; } = [];

    /// <summary>The columns that were masked.</summary>
    public IReadOnlyList<string> MaskedColumns { get; init; } = [];

    /// <summary>The columns that it is about: those that an answer was made of, or that were requested; null where they are not known, or where it is not about columns.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The outcome of an end (<see cref="AuditActions.Ended"/>), one of <see cref="AuditOutcomes"/>; else null.</summary>
    public string? Outcome { get; init; }

    /// <summary>The rows of an ended answer that were given out; else null.</summary>
    public long? Rows { get; init; }

    /// <summary>The <see cref="Id"/> of the decision that permitted an ended answer; else null.</summary>
    public Guid? Follows { get; init; }

    /// <summary>Whether the refused caller was answered as if the product did not exist; null where that is not known.</summary>
    public bool? Concealed { get; init; }

    /// <summary>The version of the policy bundle that decided; null where policy was not queried.</summary>
    public string? PolicyVersion { get; init; }

    /// <summary>The query or request that it belongs to; the trace id where there is no better one.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The fields that <see cref="AuditBounds"/> shortened, by their names in JSON; empty for a record that is whole.</summary>
    public IReadOnlyList<string> Clipped { get; init; } = [];
}
