using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Prepares the move of a table that a commit asks for: applies the commit to the table's state, validates the next state, and writes it to a file.</summary>
internal sealed class CommitMoves(TableStore tables, MetadataFiles files, TableStorage storage, TablePaths paths, IBatchResults results, CommitQueue queue, TimeProvider time)
{
    /// <summary>Returns the answer to a commit, and the move that makes it so; no move when nothing changes or its batch is in already.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="target">The table.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="large">Its place among those that change large tables, which it enters if the table is one.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<(CatalogTable Answer, TableMove? Move)> PrepareAsync(Principal caller, TableTarget target, TableCommit commit, LargeChange large, CancellationToken cancellationToken)
    {
        var care = target.Product is { } product && IcebergAccess.IsOwnService(caller, product.Domain) ? FileCare.MustExist : FileCare.Flushed;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var batches = Batches(commit);
        var result = commit.Report is { } report ? await results.ReadAsync(target.Product!.Value, report, cancellationToken) : null;
        if (await tables.FindAsync(target.Namespace, target.Name, batches, cancellationToken) is not (var row, var hasBatch))
        {
            if (!commit.Creates)
            {
                throw IcebergRefusedException.NoSuchTable(target.Requested);
            }

            var placed = commit.Updates.Any(update => update is SetLocation) ? commit : commit with { Updates = [new SetLocation(storage.LocationFor(target, Guid.NewGuid())), .. commit.Updates] };
            var created = placed.Apply(table: null, file: null, now);
            IcebergAccess.RequirePublishedTags(target, before: null, created);
            await paths.RequireAsync(target, before: null, created, care, cancellationToken);
            var first = await files.WriteAsync(target, created, previous: null, cancellationToken);
            return (first, new TableMove(target, Guid.NewGuid(), null, first) { BatchIds = batches, Result = result, ClaimsLocation = true });
        }

        // Before the table is loaded: a commit that waits holds none of it.
        if (await files.IsLargeAsync(row, target.Domain, cancellationToken))
        {
            await large.EnterAsync(cancellationToken);
        }

        var current = await files.LoadAsync(row, target.Domain, cancellationToken);
        if (hasBatch)
        {
            return (current, null);
        }

        var next = Apply(caller, target, commit, current.Metadata, row.MetadataLocation, now);
        if (ReferenceEquals(next, current.Metadata))
        {
            return (current, null);
        }

        IcebergAccess.RequirePublishedTags(target, current.Metadata, next);
        MetadataLimits.RequirePins(target.ToString(), current.Metadata, next, now);
        await paths.RequireAsync(target, current.Metadata, next, care, cancellationToken);
        var written = await files.WriteAsync(target, next, current, cancellationToken);
        return (written, new TableMove(target, row.TableId, row.MetadataLocation, written)
        {
            BatchIds = batches,
            AddedSnapshots = [.. commit.Updates.OfType<AddSnapshot>().Select(update => update.Snapshot.SnapshotId)],
            Result = result,
            ClaimsLocation = next.Location != current.Metadata.Location,
            Superseded = SupersededMetadata.Of(current.Metadata, next),
        });
    }

    private TableMetadata Apply(Principal caller, TableTarget target, TableCommit commit, TableMetadata current, string file, long now)
    {
        try
        {
            return commit.Apply(current, file, now);
        }
        catch (IcebergConflictException) when (commit.IsLateOn(current))
        {
            queue.AddLate(target, caller, commit);
            throw;
        }
    }

    // The batches that a commit brings to main. Snapshots of other branches may say what they like: nothing is published by them.
    private static IReadOnlyList<string> Batches(TableCommit commit)
    {
        var added = commit.Updates.OfType<AddSnapshot>().Select(update => update.Snapshot).DistinctBy(snapshot => snapshot.SnapshotId).ToDictionary(snapshot => snapshot.SnapshotId);
        HashSet<string> batches = new(StringComparer.Ordinal);
        for (var id = commit.Updates.OfType<SetSnapshotReference>().LastOrDefault(update => update.Name == SnapshotReference.Main)?.Reference.SnapshotId; id is { } at && added.Remove(at, out var snapshot); id = snapshot.ParentSnapshotId)
        {
            if (snapshot.Summary.TryGetValue(SnapshotSummaryKeys.BatchId, out var batch))
            {
                batches.Add(batch);
            }
        }

        return [.. batches];
    }
}
