using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.Products.MajorVersions;

/// <summary>A major version as it is kept, with its newest version.</summary>
/// <param name="Major">The number.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="ActiveFrom">When it took, or takes at the latest, the place of the one before.</param>
/// <param name="DeprecatedAt">When its owner first set its end; null where it has no end.</param>
/// <param name="RetiresAt">Its end: the one that was set, else the notice after its successor's <paramref name="ActiveFrom"/>; null where neither is.</param>
/// <param name="EndIsSet">Whether its owner set the end.</param>
internal sealed record MajorVersionRow(int Major, ProductVersion Version, DateTimeOffset ActiveFrom, DateTimeOffset? DeprecatedAt, DateTimeOffset? RetiresAt, bool EndIsSet)
{
    public bool IsRetired(DateTimeOffset now) => RetiresAt <= now;

    public bool IsInUse(DateTimeOffset now) => ActiveFrom <= now && !IsRetired(now);
}
