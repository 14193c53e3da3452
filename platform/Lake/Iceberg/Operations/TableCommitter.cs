using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake.Iceberg;

/// <summary>Commits changes of a table's files, and retries until a commit succeeds or no longer can.</summary>
public sealed class TableCommitter(ITableCatalog catalog, IObjectStore store, ScanPlanner planner, TimeProvider time)
{
    private const int Tries = 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly ManifestStore _manifests = new(store, planner);

    /// <summary>
    /// Builds a snapshot of a change and moves a branch to it. A commit that loses its race is built again on the new state, as long as the
    /// change still applies to it.
    /// </summary>
    /// <param name="table">The table in the state known to the caller.</param>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancels the tries.</param>
    /// <param name="branch">The branch, <c>main</c> for what readers see.</param>
    /// <returns>The changed table, and the id of the snapshot.</returns>
    /// <exception cref="IcebergConflictException">
    /// A file that the change removes or needs is missing, or other commits won each time; nothing was changed.
    /// </exception>
    /// <exception cref="IcebergException">The table cannot be read, or the change breaks a rule.</exception>
    public async Task<(LoadedTable Table, long SnapshotId)> CommitAsync(LoadedTable table, SnapshotChange change, CancellationToken cancellationToken, string branch = SnapshotReference.Main)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(change);
        var builder = new SnapshotBuilder(_manifests, change, branch, time);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await catalog.CommitAsync(table.Identifier, await builder.BuildAsync(table.Metadata, cancellationToken), cancellationToken), builder.SnapshotId);
            }
            catch (IcebergException exception)
            {
                // Refused without effect: no snapshot refers to the written files. After another failure it is unknown whether the swap happened,
                // and the files stay.
                await _manifests.DiscardAsync(builder.Written);
                if (exception is not IcebergConflictException || builder.IsHopeless || change.IsOfItsParent || attempt == Tries)
                {
                    throw;
                }
            }

            await Task.Delay(Pause(attempt), time, cancellationToken);
            table = await catalog.LoadAsync(table.Identifier, cancellationToken) ?? throw new IcebergValidationException($"{table.Identifier} is no longer there.");
        }
    }

    // Writers that wait equally long conflict again.
    private static TimeSpan Pause(int attempt)
    {
        var longest = Math.Min(LongestPause.TotalMilliseconds, 10 * Math.Pow(2, attempt));
        return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest);
    }
}
