using MeshStarter.Contracts;

namespace MeshStarter.Catalog.Lifecycle;

/// <summary>A major version as it is kept, with its newest version.</summary>
internal sealed record MajorRow(int Major, ProductVersion Version, DateTimeOffset ActiveFrom, DateTimeOffset? RetiresAt)
{
    public bool IsRetired(DateTimeOffset now) => RetiresAt <= now;

    public bool IsInUse(DateTimeOffset now) => ActiveFrom <= now && !IsRetired(now);
}
