using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;

namespace MeshStarter.LakeKit;

/// <summary>Commits as another engine does: a change goes on top of any commit that came first, as long as it applies there.</summary>
public static class ForeignCommits
{
    /// <summary>Commits a change on top of the table's latest state.</summary>
    /// <param name="committer">Commits to the catalog.</param>
    /// <param name="catalog">The catalog.</param>
    /// <param name="table">The table in the state known to the writer.</param>
    /// <param name="change">The change.</param>
    /// <param name="branch">The branch.</param>
    public static async Task<(LoadedTable Table, long SnapshotId)> CommitOnLatestAsync(
        this TableCommitter committer, ITableCatalog catalog, LoadedTable table, SnapshotChange change, string branch = SnapshotReference.Main)
    {
        ArgumentNullException.ThrowIfNull(committer);
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(change);

        // The catalog recognizes a writer that comes back by the id of its snapshot.
        change = change with { SnapshotId = change.SnapshotId ?? Random.Shared.NextInt64(1, 1L << 53) };
        while (true)
        {
            try
            {
                return await committer.CommitAsync(table, change, CancellationToken.None, branch);
            }
            catch (IcebergConflictException)
            {
                // A change that does not apply to the latest state never will.
                var latest = await catalog.LoadAsync(table.Identifier, CancellationToken.None);
                if (latest is null || latest.MetadataLocation == table.MetadataLocation)
                {
                    throw;
                }

                table = latest;
            }
        }
    }
}
