using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Lifecycle;

/// <summary>Where the major versions of a product stand at a moment: it follows from what is kept, nothing runs on a clock.</summary>
internal static class MajorTimeline
{
    /// <summary>A status for each major version, the newest first.</summary>
    public static IReadOnlyList<MajorStatus> At(DateTimeOffset now, DataProductId product, IReadOnlyList<MajorRow> majors)
    {
        var standing = majors.Where(major => major.IsInUse(now)).MaxBy(major => major.Major);
        return [.. majors.OrderByDescending(major => major.Major).Select(major =>
        {
            // What is still to come deprecates nothing, and the end that would follow is not one yet.
            var followers = majors.Where(other => other.Major > major.Major && other.ActiveFrom <= now).ToList();
            var isFollowed = followers.Exists(other => !other.IsRetired(now));
            return new MajorStatus
            {
                Major = major.Major,
                Version = major.Version,
                State = State(major, isFollowed, now),
                IsDefault = major == standing,
                ActiveFrom = major.ActiveFrom,
                DeprecatedAt = followers.Select(other => (DateTimeOffset?)other.ActiveFrom).Where(_ => isFollowed).Append(major.DeprecatedAt).Min(),
                RetiresAt = major.EndIsSet || isFollowed || major.IsRetired(now) ? major.RetiresAt : null,
                Successor = standing is null || standing.Major <= major.Major ? null : $"{product}@{standing.Major}",
            };
        })];
    }

    private static MajorState State(MajorRow major, bool isFollowed, DateTimeOffset now) =>
        major.IsRetired(now) ? MajorState.Retired
        : major.ActiveFrom > now ? MajorState.Pending
        : isFollowed || major.EndIsSet ? MajorState.Deprecated
        : MajorState.Active;
}
