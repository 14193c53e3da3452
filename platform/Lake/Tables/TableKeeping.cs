using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>How long a domain's tables keep what is not of their current state.</summary>
/// <param name="OrphanAge">A file that nothing refers to may be of a commit on its way; one older than this is not.</param>
/// <param name="History">How long snapshots stay where a table's properties do not say.</param>
public sealed record TableKeeping(TimeSpan OrphanAge, ExpiryTerms History)
{
    /// <summary>A day, and <see cref="ExpiryTerms.Default"/>.</summary>
    public static TableKeeping Default { get; } = new(TimeSpan.FromDays(1), ExpiryTerms.Default);
}
