using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.Products.MajorVersions;

/// <summary>Computes the states of a product's major versions at a moment: they follow from stored times, without a timer.</summary>
internal static class MajorVersionTimeline
{
    /// <summary>A status for each major version, the newest first.</summary>
    public static IReadOnlyList<MajorVersionStatus> At(DateTimeOffset now, DataProductId product, IReadOnlyList<MajorVersionRow> majorVersions)
    {
        var existing = majorVersions.Where(major => major.IsInUse(now)).MaxBy(major => major.Major);
        return [.. majorVersions.OrderByDescending(major => major.Major).Select(major =>
        {
            // A future version deprecates nothing, and an end that would follow from it does not count yet.
            var followers = majorVersions.Where(other => other.Major > major.Major && other.ActiveFrom <= now).ToList();
            var isFollowed = followers.Exists(other => !other.IsRetired(now));
            return new MajorVersionStatus
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

    private static MajorVersionState State(MajorVersionRow major, bool isFollowed, DateTimeOffset now) =>
        major.IsRetired(now) ? MajorVersionState.Retired
        : major.ActiveFrom > now ? MajorVersionState.Pending
        : isFollowed || major.EndIsSet ? MajorVersionState.Deprecated
        : MajorVersionState.Active;
}
