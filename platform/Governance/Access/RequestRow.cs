using MeshStarter.Contracts.Access;

namespace MeshStarter.Governance.Access;

/// <summary>The columns of a request and its grant from which the request's state is computed.</summary>
internal sealed record RequestRow(long Position, string Stored, DateTime? GrantedAt, DateTime? GrantUntil, bool IsSuspended)
{
    /// <summary>Adds to the request its decisions, and its state at a time.</summary>
    public AccessRequest Complete(AccessRequest request, IEnumerable<DecisionRow> all, DateTimeOffset now)
    {
        var decisions = all.ToList();
        return request with
        {
            State = Stored switch
            {
                // An approval may have shortened the time.
                "requested" => request.Until <= now || decisions.Exists(decision => decision.Until <= now.UtcDateTime) ? AccessState.Lapsed : AccessState.Requested,
                "lapsed" => AccessState.Lapsed,
                "withdrawn" => AccessState.Withdrawn,
                "declined" => AccessState.Declined,
                _ => AccessDuration.StateAt(now, new DateTimeOffset(GrantedAt!.Value), new DateTimeOffset(GrantUntil!.Value), request.RevokedAt is not null, IsSuspended),
            },
            GrantedUntil = (GrantUntil ?? decisions.Min(decision => decision.Until)) is { } end ? new DateTimeOffset(end) : null,
            Decisions = DecisionRow.Of(decisions),
        };
    }
}
