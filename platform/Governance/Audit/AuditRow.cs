using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Audit;

/// <summary>A record as the database has it.</summary>
internal class AuditRow
{
    public long Position { get; init; }

    public Guid Id { get; init; }

    public DateTime OccurredAt { get; init; }

    public string Service { get; init; } = "";

    public string Subject { get; init; } = "";

    public string? SubjectDomain { get; init; }

    public string[] Roles { get; init; } = [];

    public string[] Purposes { get; init; } = [];

    public string Action { get; init; } = "";

    public string? Product { get; init; }

    public bool Permit { get; init; }

    public string Reason { get; init; } = "";

    public string[] RuleIds { get; init; } = [];

    public string[] MaskedColumns { get; init; } = [];

    public string[]? Columns { get; init; }

    public string? Outcome { get; init; }

    public long? Rows { get; init; }

    public Guid? Follows { get; init; }

    public bool? Concealed { get; init; }

    public string? PolicyVersion { get; init; }

    public string? CorrelationId { get; init; }

    public string[] Clipped { get; init; } = [];

    public AuditRecord ToRecord() => new()
    {
        Id = Id,
        OccurredAt = new DateTimeOffset(OccurredAt, TimeSpan.Zero),
        Service = Service,
        Subject = Subject,
        SubjectDomain = SubjectDomain,
        Roles = Roles,
        Purposes = Purposes,
        Action = Action,
        Product = Product is null ? null : DataProductId.Parse(Product),
        Permit = Permit,
        Reason = Reason,
        RuleIds = RuleIds,
        MaskedColumns = MaskedColumns,
        Columns = Columns,
        Outcome = Outcome,
        Rows = Rows,
        Follows = Follows,
        Concealed = Concealed,
        PolicyVersion = PolicyVersion,
        CorrelationId = CorrelationId,
        Clipped = Clipped,
    };
}
