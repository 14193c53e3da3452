using MeshStarter.Platform.Iceberg.Operations;

namespace MeshStarter.Lake.Tables;

/// <summary>Retention settings of a domain's tables, for data that is not of their current state.</summary>
/// <param name="OrphanAge">The age from which a file that nothing refers to is an orphan; a younger one may belong to a commit in progress.</param>
/// <param name="History">How long every snapshot stays, when a table's properties do not set it.</param>
/// <param name="Thinned">How long one state of each hour and day stays after that.</param>
/// <param name="ReadTime">
/// The longest that a query or consumer reads a selected snapshot: files of expired snapshots stay so long, and at least
/// <see cref="SnapshotCleanup.Grace"/>.
/// </param>
public sealed record TableRetentionOptions(TimeSpan OrphanAge, ExpiryTerms History, ThinningTerms Thinned, TimeSpan ReadTime)
{
    /// <summary>
    /// The time that files of expired snapshots stay while few of them wait: for a slow reader, and for a whole batch whose checks read the table.
    /// No longer than <see cref="ReadTime"/> by default.
    /// </summary>
    public TimeSpan SlowReadTime { get; init; }

    /// <summary>A day, <see cref="ExpiryTerms.Default"/>, <see cref="ThinningTerms.Default"/> and <see cref="SnapshotCleanup.Grace"/>.</summary>
    public static TableRetentionOptions Default { get; } = new(TimeSpan.FromDays(1), ExpiryTerms.Default, ThinningTerms.Default, SnapshotCleanup.Grace);
}
