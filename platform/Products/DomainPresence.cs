using MeshStarter.Contracts.Registration;

namespace MeshStarter.Platform.Products;

/// <summary>The times at which a domain's service reported, as the database has them.</summary>
/// <param name="ReportedAt">Its last report; null where it never reported.</param>
/// <param name="SilentSince">Since when nothing was heard.</param>
/// <param name="OrphanedAt">Since when the mesh's start does not find it; null where it does, or never ran it.</param>
internal sealed record DomainPresence(DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt)
{
    /// <summary>The time that a service may be silent: it reports four times a minute.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(10);

    /// <summary>The time of its service's last report.</summary>
    public DateTimeOffset? LastReportAt => ReportedAt is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null;

    /// <summary>Whether its service is there; one that is registered and not heard of yet is.</summary>
    public Reachability At(DateTimeOffset now) =>
        OrphanedAt is not null ? Reachability.Orphaned
        : SilentSince is { } since && now - new DateTimeOffset(since, TimeSpan.Zero) >= LongestSilence ? Reachability.Unreachable
        : Reachability.Available;
}
