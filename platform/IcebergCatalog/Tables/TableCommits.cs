using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>
/// Step 7: makes commits of those who may make them. The next metadata is written to a file of its own (<see cref="CommitMoves"/>), and comes into force by one
/// swap in the database, in as many attempts as it takes (<see cref="CommitAttempts"/>).
/// </summary>
internal sealed class TableCommits(TableNames names, IcebergAccess access, TableStore tables, MetadataFiles files, CommitQueue queue, CommitAttempts attempts, TimeProvider time)
{
    // While a commit waits for another writer's, the writer may have come to another catalog.
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Makes one table's commit.</summary>
    /// <returns>The table with it, as the caller sees it, and the metadata file that it was made on; null where it changed nothing or made the table.</returns>
    public async Task<(CatalogTable Table, string? Before)> CommitAsync(Principal caller, TableIdentifier table, TableCommit commit, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var target = await names.ResolveAsync(table, cancellationToken);
        await RequireMayAsync(caller, target, commit, cancellationToken);
        var (after, before) = (await CommitAllAsync(caller, [(target, commit)], key, StatusCodes.Status200OK, cancellationToken))[0];
        return (IcebergAccess.Shown(caller, target, after), before);
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
            NamespaceName.CheckName(target.Name, "table");
            await access.RequireCreateAsync(caller, target, cancellationToken);
        }
        else
        {
            await access.RequireDiscoverAsync(caller, target, cancellationToken);
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
            var answers = await attempts.RunAsync(caller, changes, key, status, cancellationToken);
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
        if (queue.HeldBy(target, caller, commit) is not { } reservation)
        {
            return;
        }

        do
        {
            if (await tables.FindAsync(target.Namespace, target.Name, cancellationToken) is not { } row
                || commit.IsLateOn((await files.LoadAsync(row, target.Domain, cancellationToken)).Metadata))
            {
                return;
            }

            if (reservation.LoadedFrom is { } loaded && loaded != row.MetadataLocation)
            {
                queue.Overtaken(target, reservation);
                return;
            }
        }
        while (await Task.WhenAny(reservation.Ended, Task.Delay(LookPause, time, cancellationToken)) != reservation.Ended);
    }
}
