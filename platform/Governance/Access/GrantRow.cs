using System.Text.Json;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Governance.Access;

/// <summary>A grant as the database has it.</summary>
internal sealed class GrantRow
{
    public long Position { get; init; }

    public Guid Id { get; init; }

    public Guid Request { get; init; }

    public string Principal { get; init; } = "";

    public string? PrincipalDomain { get; init; }

    public bool IsService { get; init; }

    public string Product { get; init; } = "";

    public bool AllColumns { get; init; }

    public string Columns { get; init; } = "[]";

    public int[] MajorVersions { get; init; } = [];

    public string Purpose { get; init; } = "";

    public DateTime GrantedAt { get; init; }

    public DateTime Until { get; init; }

    public DateTime? RevokedAt { get; init; }

    public string? RevokedBy { get; init; }

    public string? RevokeReason { get; init; }

    public bool IsSuspended { get; init; }

    public long Revision { get; init; }

    private IReadOnlyList<TaggedColumn> TaggedColumns => JsonSerializer.Deserialize<IReadOnlyList<TaggedColumn>>(Columns, MeshJson.Options)!;

    public static AccessState StateOf(DateTimeOffset now, DateTimeOffset grantedAt, DateTimeOffset until, bool isRevoked, bool isSuspended) =>
        isRevoked ? AccessState.Revoked
        : AccessDuration.StateAt(now, grantedAt, until) is var state && isSuspended && state != AccessState.Expired ? AccessState.Suspended
        : state;

    public AccessGrant ToGrant(IEnumerable<DecisionRow> decisions, DateTimeOffset now) => new()
    {
        Id = Id,
        Request = Request,
        Principal = Principal,
        PrincipalDomain = PrincipalDomain,
        IsService = IsService,
        Product = DataProductId.Parse(Product),
        AllColumns = AllColumns,
        Columns = TaggedColumns,
        MajorVersions = MajorVersions,
        Purpose = Purpose,
        GrantedAt = RequestRow.Utc(GrantedAt),
        Until = RequestRow.Utc(Until),
        State = StateOf(now, RequestRow.Utc(GrantedAt), RequestRow.Utc(Until), RevokedAt is not null, IsSuspended),
        RevokedAt = RevokedAt is { } at ? RequestRow.Utc(at) : null,
        RevokedBy = RevokedBy,
        RevokeReason = RevokeReason,
        Decisions = [.. decisions.Select(decision => decision.ToDecision())],
    };

    public GrantTerms ToTerms() => new()
    {
        Id = Id,
        Principal = Principal,
        IsService = IsService,
        Product = DataProductId.Parse(Product),
        AllColumns = AllColumns,
        Columns = TaggedColumns,
        MajorVersions = MajorVersions,
        Until = RequestRow.Utc(Until),
        IsEnded = RevokedAt is not null || IsSuspended,
    };
}
