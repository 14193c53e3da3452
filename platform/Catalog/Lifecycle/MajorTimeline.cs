using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Lifecycle;

/// <summary>Computes the states of a product's major versions at a moment: they follow from stored times, without a timer.</summary>
internal static class MajorTimeline
{
    /// <summary>A status for each major version, the newest first.</summary>
    public static IReadOnlyList<MajorStatus> At(DateTimeOffset now, DataProductId product, IReadOnlyList<MajorRow> majors)
    {
        var existing = majors.Where(major => major.IsInUse(now)).MaxBy(major => major.Major);
        return [.. majors.OrderByDescending(major => major.Major).Select(major =>
        {
            // A future version deprecates nothing, and an end that would follow from it does not count yet.
            var followers = majors.Where(other => other.Major > major.Major && other.ActiveFrom <= now).ToList();
            var isFollowed = followers.Exists(other => !other.IsRetired(now));
            return new MajorStatus
            {
                Major = major.Major,
                Version = major.Version,
                State = State(major, isFollowed, now),
                IsDefault = major == existing,
                ActiveFrom = major.ActiveFrom,
                DeprecatedAt = followers.Select(other => (DateTimeOffset?)other.ActiveFrom).Where(_ => isFollowed).Append(major.DeprecatedAt).Min(),
                RetiresAt = major.EndIsSet || isFollowed || major.IsRetired(now) ? major.RetiresAt : null,
                Successor = existing is null || existing.Major <= major.Major ? null : $"{product}@{existing.Major}",
            };
        })];
    }

    private static MajorState State(MajorRow major, bool isFollowed, DateTimeOffset now) =>
        major.IsRetired(now) ? MajorState.Retired
        : major.ActiveFrom > now ? MajorState.Pending
        : isFollowed || major.EndIsSet ? MajorState.Deprecated
        : MajorState.Active;
}
