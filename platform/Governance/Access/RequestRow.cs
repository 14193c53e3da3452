using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Governance.Access;

/// <summary>A request as the database has it, with its grant.</summary>
internal sealed class RequestRow
{
    public long Position { get; init; }

    public Guid Id { get; init; }

    public string Principal { get; init; } = "";

    public string? PrincipalDomain { get; init; }

    public bool IsService { get; init; }

    public string Product { get; init; } = "";

    public string[]? Columns { get; init; }

    public string Purpose { get; init; } = "";

    public DateTime Until { get; init; }

    public string State { get; init; } = "";

    public bool NeedsSecurity { get; init; }

    public Guid? Renews { get; init; }

    public DateTime RequestedAt { get; init; }

    public Guid? GrantId { get; init; }

    public DateTime? GrantedAt { get; init; }

    public DateTime? GrantUntil { get; init; }

    public bool IsRevoked { get; init; }

    public bool IsSuspended { get; init; }

    public AccessRequest ToRequest(IEnumerable<DecisionRow> all, DateTimeOffset now)
    {
        var decisions = all.ToList();
        // An approval may have shortened the time.
        return ToRequest(decisions, now, decisions.Select(decision => decision.Until ?? Until).Append(Until).Min());
    }

    private AccessRequest ToRequest(List<DecisionRow> decisions, DateTimeOffset now, DateTime end) => new()
    {
        Id = Id,
        Principal = Principal,
        PrincipalDomain = PrincipalDomain,
        IsService = IsService,
        Product = DataProductId.Parse(Product),
        Columns = Columns,
        Purpose = Purpose,
        Until = Utc(Until),
        State = State switch
        {
            "requested" => Utc(end) <= now ? AccessState.Lapsed : AccessState.Requested,
            "lapsed" => AccessState.Lapsed,
            "withdrawn" => AccessState.Withdrawn,
            "declined" => AccessState.Declined,
            _ => GrantRow.StateOf(now, Utc(GrantedAt!.Value), Utc(GrantUntil!.Value), IsRevoked, IsSuspended),
        },
        NeedsSecurity = NeedsSecurity,
        Renews = Renews,
        RequestedAt = Utc(RequestedAt),
        Decisions = [.. decisions.Select(decision => decision.ToDecision())],
        Grant = GrantId,
    };

    internal static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
