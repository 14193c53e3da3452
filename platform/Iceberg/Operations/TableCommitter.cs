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
    /// <returns>The changed table, and the id of the snapshot.</returns>
    /// <exception cref="IcebergConflictException">
    /// Another commit was first, or a file that the change removes or needs is missing; nothing was changed.
    /// </exception>
    /// <exception cref="IcebergException">The table cannot be read, or the change breaks a rule.</exception>
    public async Task<(LoadedTable Table, long SnapshotId)> CommitAsync(LoadedTable table, SnapshotChange change, CancellationToken cancellationToken, string branch = SnapshotReference.Main) =>
        await SwapAsync(await StageAsync(table, change, cancellationToken, branch), cancellationToken);

    /// <summary>Builds the snapshot and writes its manifests, which no reader sees yet. They are deleted when this fails.</summary>
    /// <inheritdoc cref="CommitAsync"/>
    /// <returns>The commit for <see cref="SwapAsync"/>.</returns>
    public async Task<StagedCommit> StageAsync(LoadedTable table, SnapshotChange change, CancellationToken cancellationToken, string branch = SnapshotReference.Main)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(change);
        var builder = new SnapshotBuilder(store, planner, change, branch, time);
        try
        {
            return new StagedCommit(table.Identifier, await builder.BuildAsync(table.Metadata, cancellationToken), builder.SnapshotId, [.. builder.Written]);
        }
        catch
        {
            await store.DiscardAsync(builder.Written);
            throw;
        }
    }

    /// <summary>Moves the branch to a staged snapshot. After a failure that is no <see cref="IcebergException"/> it is unknown whether the table is changed.</summary>
    /// <param name="staged">The commit.</param>
    /// <param name="cancellationToken">Cancels the commit.</param>
    /// <inheritdoc cref="CommitAsync"/>
    public async Task<(LoadedTable Table, long SnapshotId)> SwapAsync(StagedCommit staged, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(staged);
        try
        {
            return (await catalog.CommitAsync(staged.Table, staged.Commit, cancellationToken), staged.SnapshotId);
        }
        catch (IcebergException)
        {
            // Refused without effect: no snapshot refers to the manifests. While the outcome is unknown they stay.
            await store.DiscardAsync(staged.Manifests);
            throw;
        }
    }
}
