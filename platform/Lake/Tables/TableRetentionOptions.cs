using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>How long a domain's tables keep what is not of their current state.</summary>
/// <param name="OrphanAge">A file that nothing refers to may be of a commit on its way; one older than this is not.</param>
/// <param name="History">How long every snapshot stays where a table's properties do not say.</param>
/// <param name="Thinned">How long one state of each hour and day stays after that.</param>
/// <param name="ReadTime">The longest that a query or consumer reads a state that it chose: files of expired snapshots stay so long, and at least <see cref="SnapshotCleanup.Grace"/>.</param>
public sealed record TableRetentionOptions(TimeSpan OrphanAge, ExpiryTerms History, ThinningTerms Thinned, TimeSpan ReadTime)
{
    /// <summary>A day, <see cref="ExpiryTerms.Default"/>, <see cref="ThinningTerms.Default"/> and <see cref="SnapshotCleanup.Grace"/>.</summary>
    public static TableRetentionOptions Default { get; } = new(TimeSpan.FromDays(1), ExpiryTerms.Default, ThinningTerms.Default, SnapshotCleanup.Grace);
}
