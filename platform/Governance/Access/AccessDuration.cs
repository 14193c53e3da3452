using MeshStarter.Contracts.Access;

namespace MeshStarter.Governance.Access;

/// <summary>The lengths of grants.</summary>
internal static class AccessDuration
{
    /// <summary>The length of a grant whose request states none.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromDays(90);

    /// <summary>The greatest length of a grant; a longer use is renewed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly TimeSpan LongestNotice = TimeSpan.FromDays(7);

    /// <summary>Returns the reason why an end is refused; null for one that is taken.</summary>
    public static string? Problem(DateTimeOffset until, DateTimeOffset now) =>
        until <= now ? "until: must be a time to come."
        : until > now + Longest ? $"until: must be at most {Longest.Days} days from now. Renew the grant when it ends."
        : null;

    /// <summary>Returns an end, or the last one that is taken where it is too far ahead.</summary>
    public static DateTimeOffset Within(DateTimeOffset until, DateTimeOffset now) => until > now + Longest ? now + Longest : until;

    /// <summary>The state of a grant by the clock: the last quarter of its time, a week at most, it is expiring.</summary>
    public static AccessState StateAt(DateTimeOffset now, DateTimeOffset grantedAt, DateTimeOffset until)
    {
        var notice = (until - grantedAt) / 4;
        return until <= now ? AccessState.Expired
            : until - now <= (notice < LongestNotice ? notice : LongestNotice) ? AccessState.Expiring
            : AccessState.Active;
    }

    /// <summary>The state of a grant that may have been revoked, or whose principal may be suspended.</summary>
    public static AccessState StateAt(DateTimeOffset now, DateTimeOffset grantedAt, DateTimeOffset until, bool isRevoked, bool isSuspended) =>
        isRevoked ? AccessState.Revoked
        : StateAt(now, grantedAt, until) is var state && isSuspended && state != AccessState.Expired ? AccessState.Suspended
        : state;
}
