using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Domains;

/// <summary>When a domain's service was heard of, as the database has it.</summary>
/// <param name="ReportedAt">Its last report; null where it never reported.</param>
/// <param name="SilentSince">Since when nothing was heard.</param>
/// <param name="OrphanedAt">Since when the mesh's start does not find it; null where it does, or never ran it.</param>
internal sealed record DomainPresence(DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt)
{
    /// <summary>How long a service may be silent: it reports four times a minute.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(10);

    /// <summary>When its service reported last.</summary>
    public DateTimeOffset? LastReportAt => ReportedAt is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null;

    /// <summary>Whether its service is there; one that is registered and not heard of yet is.</summary>
    public Reachability At(DateTimeOffset now) =>
        OrphanedAt is not null ? Reachability.Orphaned
        : SilentSince is { } since && now - new DateTimeOffset(since, TimeSpan.Zero) >= LongestSilence ? Reachability.Unreachable
        : Reachability.Available;
}
