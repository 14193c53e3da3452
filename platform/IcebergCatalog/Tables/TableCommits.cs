using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Namespaces;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>
/// Step 7: makes commits. The next metadata is written to a file of its own, and comes into force by one swap in the database. A swap
/// that lost its race is tried again on what came first, for as long as the commit's requirements hold.
/// </summary>
internal sealed class TableCommits(
    TableNames names, NamespaceStore namespaces, TableStore tables, MetadataFiles files, MetadataSwap swap, TableStorage storage, TablePaths paths, MetadataLimits limits, LargeTables largeTables, IcebergAccess access, IBatchResults results, CommitQueue queue, TimeProvider time)
{
    /// <summary>Swaps that may be lost in a row; each loss is another commit's success.</summary>
    private const int Attempts = 50;

    private readonly KeyedLock<string> _lock = new();

    /// <summary>Makes a table.</summary>
    public async Task<(TableTarget Target, CatalogTable Table)> CreateAsync(Principal caller, NamespaceName space, NewTable table, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        NamespaceName.CheckName(table.Name, "name");
        var target = await names.ResolveAsync(new TableIdentifier(space.Levels, table.Name), cancellationToken);
        await access.RequireCreateAsync(caller, target, cancellationToken);
        await access.RecordedAsync();
        // Before the table is looked for: one that is made concurrently is there, and does not lie in the way.
        var others = await tables.OthersAsync(Guid.Empty, cancellationToken);
        await RequireAbsentAsync(target, cancellationToken);
        var uuid = Guid.NewGuid();
        // Engines request a place for tables of the platform, and take the one that they are given.
        var location = table.Location is { Length: > 0 } requested && (target.Domain is not null || storage.IsInPlatformBucket(requested)) ? requested : storage.LocationFor(target, uuid);
        var metadata = table.ToMetadata(location, uuid, time.GetUtcNow().ToUnixTimeMilliseconds());
        await paths.RequireAsync(target, before: null, metadata, FileCare.Flushed, cancellationToken);
        // A client that stages the creation of a table may get credentials for its folder, and writes to it before its commit.
        storage.RequireOwnFolder(metadata.Location, others);
        limits.RequireProperties(target.ToString(), before: null, metadata.Properties);
        // Before the swap: a table whose folders cannot be made is not there either.
        storage.CreateFolders(target.Domain, metadata.Location);
        if (!table.Stage)
        {
            return (target, await InsertAsync(target, metadata, key, cancellationToken));
        }

        return (target, new CatalogTable(MetadataLocation: null, metadata) { Utf8 = metadata.ToUtf8() });
    }

    /// <summary>Takes a table in whose metadata file is there already.</summary>
    public async Task<(TableTarget Target, CatalogTable Table)> RegisterAsync(Principal caller, NamespaceName space, string name, string metadataLocation, bool overwrite, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        NamespaceName.CheckName(name, "name");
        var target = await names.ResolveAsync(new TableIdentifier(space.Levels, name), cancellationToken);
        await access.RequireCreateAsync(caller, target, cancellationToken);
        await access.RecordedAsync();
        var existing = await tables.FindAsync(target.Namespace, target.Name, cancellationToken);
        if (existing is not null && !overwrite)
        {
            throw IcebergRefusedException.AlreadyExists($"Table already exists: {target}");
        }

        storage.RequireInBucket(target.Domain, metadataLocation, "metadata-location");
        var table = await files.ReadNewAsync(metadataLocation, target.Domain, cancellationToken);
        var tableId = existing?.TableId ?? Guid.NewGuid();
        await paths.RequireAsync(target, table, cancellationToken);
        await SwapAsync(new TableMove(target, tableId, existing?.MetadataLocation, table) { ClaimsLocation = true, IsWrittenHere = false }, key, cancellationToken);
        return (target, table);
    }

    /// <summary>Makes one table's commit.</summary>
    /// <returns>The table with it, and the metadata file that it was made on; null where it changed nothing or made the table.</returns>
    public async Task<(CatalogTable Table, string? Before)> CommitAsync(Principal caller, TableIdentifier table, TableCommit commit, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var target = await names.ResolveAsync(table, cancellationToken);
        await RequireMayAsync(caller, target, commit, cancellationToken);
        return (await CommitAllAsync(caller, [(target, commit)], key, StatusCodes.Status200OK, cancellationToken))[0];
    }

    /// <summary>Makes commits to several tables, all or none.</summary>
    public async Task CommitAsync(Principal caller, IReadOnlyList<TableCommit> commits, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var changes = new List<(TableTarget, TableCommit)>(commits.Count);
        foreach (var commit in commits)
        {
            var target = await names.ResolveAsync(commit.Identifier!, cancellationToken);
            await RequireMayAsync(caller, target, commit, cancellationToken);
            if (changes.Exists(other => other.Item1.Namespace == target.Namespace && other.Item1.Name == target.Name))
            {
                throw IcebergRefusedException.BadRequest($"table-changes: {target} is there twice; one commit holds all changes of a table.");
            }

            changes.Add((target, commit));
        }

        await CommitAllAsync(caller, changes, key, StatusCodes.Status204NoContent, cancellationToken);
    }

    private async Task RequireMayAsync(Principal caller, TableTarget target, TableCommit commit, CancellationToken cancellationToken)
    {
        if (commit.Creates)
        {
            await access.RequireCreateAsync(caller, target, cancellationToken);
        }
        else if (!await access.MayDiscoverAsync(caller, target, cancellationToken))
        {
            throw IcebergRefusedException.NoSuchTable(target.Requested);
        }
        else
        {
            access.RequireCommit(caller, target, commit);
        }

        if (commit.Report is not null)
        {
            access.RequireReport(caller, target, commit.Report);
        }
    }

    private async Task<IReadOnlyList<(CatalogTable Table, string? Before)>> CommitAllAsync(
        Principal caller, IReadOnlyList<(TableTarget Target, TableCommit Commit)> changes, IdempotencyKey? key, int status, CancellationToken cancellationToken)
    {
        await access.RecordedAsync();
        foreach (var (target, commit) in changes)
        {
            await WaitAsync(caller, target, commit, cancellationToken);
        }

        var isMade = false;
        try
        {
            var answers = await TryAllAsync(caller, changes, key, status, cancellationToken);
            isMade = true;
            return answers;
        }
        finally
        {
            foreach (var (target, commit) in changes)
            {
                queue.Leave(target, caller, commit, isMade);
            }
        }
    }

    // While the table is reserved for another writer's commit. A commit that is too late as it is need not wait to be refused.
    private async Task WaitAsync(Principal caller, TableTarget target, TableCommit commit, CancellationToken cancellationToken)
    {
        if (queue.HeldBy(target, caller, commit) is { } ended
            && await tables.FindAsync(target.Namespace, target.Name, cancellationToken) is { } row
            && !commit.IsLateOn((await files.LoadAsync(row, target.Domain, cancellationToken)).Metadata))
        {
            await ended.WaitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<(CatalogTable Table, string? Before)>> TryAllAsync(
        Principal caller, IReadOnlyList<(TableTarget Target, TableCommit Commit)> changes, IdempotencyKey? key, int status, CancellationToken cancellationToken)
    {
        // Commits of one table follow each other here: a lost swap is for when another catalog is at it too.
        using var entered = changes.Count == 1 ? await _lock.EnterAsync(changes[0].Target.ToString(), cancellationToken) : null;
        using var large = new LargeChange(largeTables);
        for (var attempt = 1; ; attempt++)
        {
            var moves = new List<TableMove>(changes.Count);
            var answers = new List<(CatalogTable, string?)>(changes.Count);
            try
            {
                foreach (var (target, commit) in changes)
                {
                    var (answer, move) = await PrepareAsync(caller, target, commit, large, cancellationToken);
                    answers.Add((answer, move?.OldMetadataLocation));
                    if (move is not null)
                    {
                        moves.Add(move);
                    }

                    limits.RequireTransaction(moves);
                }
            }
            catch
            {
                await swap.DiscardAsync(moves);
                throw;
            }

            if (moves.Count == 0 || await swap.TryAsync(moves, key, status, cancellationToken))
            {
                return answers;
            }

            if (attempt == Attempts)
            {
                throw IcebergRefusedException.CommitFailed($"Other commits came first {Attempts} times in a row. Try again.");
            }
        }
    }

    // The answer to a commit, and the move that makes it so; none when nothing changes or its batch is in already.
    private async Task<(CatalogTable Answer, TableMove? Move)> PrepareAsync(Principal caller, TableTarget target, TableCommit commit, LargeChange large, CancellationToken cancellationToken)
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
        await paths.RequireAsync(target, current.Metadata, next, care, cancellationToken);
        var written = await files.WriteAsync(target, next, current, cancellationToken);
        return (written, new TableMove(target, row.TableId, row.MetadataLocation, written) { BatchIds = batches, Result = result, ClaimsLocation = next.Location != current.Metadata.Location, Superseded = SupersededMetadata.Of(current.Metadata, next) });
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

    private async Task<CatalogTable> InsertAsync(TableTarget target, TableMetadata metadata, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var table = await files.WriteAsync(target, metadata, previous: null, cancellationToken);
        await SwapAsync(new TableMove(target, Guid.NewGuid(), null, table) { ClaimsLocation = true }, key, cancellationToken);
        return table;
    }

    private async Task SwapAsync(TableMove move, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        if (!await swap.TryAsync([move], key, StatusCodes.Status200OK, cancellationToken))
        {
            throw IcebergRefusedException.CommitFailed("Another commit came first. Try again.");
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

    private async Task RequireAbsentAsync(TableTarget target, CancellationToken cancellationToken)
    {
        if (target.Domain is null && await namespaces.FindAsync(target.Namespace, cancellationToken) is null)
        {
            throw IcebergRefusedException.NoSuchNamespace(target.Namespace);
        }

        if (await tables.FindAsync(target.Namespace, target.Name, cancellationToken) is not null)
        {
            throw IcebergRefusedException.AlreadyExists($"Table already exists: {target}");
        }
    }
}
