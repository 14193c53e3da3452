using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>Commits changes of a table's files.</summary>
public sealed class TableCommitter(ITableCatalog catalog, IObjectStore store, ScanPlanner planner, TimeProvider time)
{
    /// <summary>
    /// Builds a snapshot of a change on top of a state of the table, and moves a branch to it. The commit is void when another is first: the change is
    /// computed from that state, and must be computed again.
    /// </summary>
    /// <param name="table">The table in the state that the change is computed from.</param>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancels the commit.</param>
    /// <param name="branch">The branch, <c>main</c> for what readers see.</param>
    /// <param name="beforeSwap">Runs before the catalog gets the commit: from then on a failure that is no <see cref="IcebergException"/> leaves it unknown whether the table is changed.</param>
    /// <returns>The changed table, and the id of the snapshot.</returns>
    /// <exception cref="IcebergConflictException">
    /// Another commit was first, or a file that the change removes or needs is missing; nothing was changed.
    /// </exception>
    /// <exception cref="IcebergException">The table cannot be read, or the change breaks a rule.</exception>
    public async Task<(LoadedTable Table, long SnapshotId)> CommitAsync(LoadedTable table, SnapshotChange change, CancellationToken cancellationToken, string branch = SnapshotReference.Main, Action? beforeSwap = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(change);
        var builder = new SnapshotBuilder(store, planner, change, branch, time);
        var mayBeCommitted = false;
        try
        {
            var commit = await builder.BuildAsync(table.Metadata, cancellationToken);
            beforeSwap?.Invoke();
            mayBeCommitted = true;
            return (await catalog.CommitAsync(table.Identifier, commit, cancellationToken), builder.SnapshotId);
        }
        catch (Exception exception) when (!mayBeCommitted || exception is IcebergException)
        {
            // Not sent, or refused without effect: no snapshot refers to the written files. After another failure it is unknown whether the
            // swap happened, and the files stay.
            await store.DiscardAsync(builder.Written);
            throw;
        }
    }
}
