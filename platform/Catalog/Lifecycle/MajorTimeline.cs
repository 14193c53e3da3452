using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Lifecycle;

/// <summary>Where the major versions of a product stand at a moment: it follows from what is kept, nothing runs on a clock.</summary>
internal static class MajorTimeline
{
    /// <summary>A status for each major version, the newest first.</summary>
    public static IReadOnlyList<MajorStatus> At(DateTimeOffset now, DataProductId product, IReadOnlyList<MajorRow> majors)
    {
        var standing = majors.Where(major => major.IsInUse(now)).MaxBy(major => major.Major);
        return [.. majors.OrderByDescending(major => major.Major).Select(major => new MajorStatus
        {
            Major = major.Major,
            Version = major.Version,
            State = State(major, standing, now),
            IsDefault = major == standing,
            ActiveFrom = major.ActiveFrom,
            RetiresAt = major.RetiresAt,
            Successor = standing is null || standing.Major <= major.Major ? null : $"{product}@{standing.Major}",
        })];
    }

    private static MajorState State(MajorRow major, MajorRow? standing, DateTimeOffset now) =>
        major.IsRetired(now) ? MajorState.Retired
        : major.ActiveFrom > now ? MajorState.Pending
        : major != standing || major.RetiresAt is not null ? MajorState.Deprecated
        : MajorState.Active;
}
