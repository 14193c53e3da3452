using System.Runtime.ExceptionServices;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>Expires old snapshots of a table and deletes files that no snapshot needs, which bounds the table's growth.</summary>
/// <param name="catalog">The table's catalog.</param>
/// <param name="store">The store of its files.</param>
/// <param name="planner">Reads its manifests.</param>
/// <param name="time">The clock.</param>
/// <param name="readTime">
/// The longest that a query or consumer reads a selected snapshot; files that no snapshot needs stay so long, and at least
/// <see cref="Grace"/>.
/// </param>
/// <param name="slowReadTime">The time that such files stay while few of them wait; no longer than the other by default.</param>
public sealed class SnapshotCleanup(ITableCatalog catalog, IObjectStore store, ScanPlanner planner, TimeProvider time, TimeSpan readTime = default, TimeSpan slowReadTime = default)
{
    // So many files may wait for slow readers.
    private const int MostWaiting = 400;

    // Files of an expiry that could not be read for so long are left to the clean-up of orphans.
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    /// <summary>The shortest time that files stay after the last snapshot that needs them.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    private readonly TimeSpan _grace = readTime > Grace ? readTime : Grace;

    private readonly Queue<(LoadedTable Before, LoadedTable After, DateTimeOffset Since)> _expired = new();
    private readonly Queue<(string Location, DateTimeOffset Since)> _retired = new();

    // The time since which no reference to a file was seen.
    private readonly Dictionary<TableIdentifier, Dictionary<string, DateTimeOffset>> _unreferenced = [];

    /// <summary>The time that files stay after the last snapshot that needs them.</summary>
    public TimeSpan FileAge => _grace;

    /// <summary>The time that such files stay while few of them wait; never shorter than <see cref="FileAge"/>.</summary>
    public TimeSpan LongestFileAge => slowReadTime < _grace ? _grace : slowReadTime;

    /// <summary>Expires old snapshots. <see cref="DeleteRetiredAsync"/> deletes their files, after <see cref="FileAge"/>.</summary>
    /// <param name="table">The table.</param>
    /// <param name="terms">The terms of the expiry.</param>
    /// <param name="first">Requirements, and changes to make before, such as tags that keep some of the snapshots (<see cref="SnapshotThinning"/>).</param>
    /// <param name="cancellationToken">Cancels the expiry.</param>
    /// <returns>The table without the expired snapshots.</returns>
    /// <exception cref="IcebergConflictException">The table was changed concurrently; the snapshots are due the next time too.</exception>
    public async Task<LoadedTable> ExpireAsync(LoadedTable table, ExpiryTerms terms, TableCommit first, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(first);
        var before = table.Metadata;
        IReadOnlyList<TableUpdate> updates = [.. first.Updates, .. SnapshotExpiry.Due(first.Apply(before, table.MetadataLocation, before.LastUpdatedMs), terms, time.GetUtcNow())];
        if (updates.Count == 0 || before.TableUuid is not { } uuid)
        {
            return table;
        }

        // The commit requires the current main, so that a snapshot that another writer is about to build on does not expire. A tag that a reader's
        // pin sets concurrently is not known to it, which is a conflict (TableCommit.Apply).
        var after = await catalog.CommitAsync(
            table.Identifier,
            new TableCommit(
                [
                    .. first.Requirements,
                    new AssertTableUuid(uuid),
                    .. before.References.Select(named => new AssertReferenceSnapshotId(named.Key, named.Value.SnapshotId)),
                ],
                updates),
            cancellationToken);
        _expired.Enqueue((table, after, time.GetUtcNow()));
        return after;
    }

    /// <summary>Deletes the files of snapshots that expired at least <see cref="FileAge"/> ago.</summary>
    /// <exception cref="StorageException">The store fails, and the files are tried again; or one file stays, which the clean-up of orphans finds.</exception>
    public async Task DeleteRetiredAsync(CancellationToken cancellationToken)
    {
        var failed = await RetireAsync(cancellationToken);
        var now = time.GetUtcNow();
        var due = _retired.TakeWhile((retired, at) => now - retired.Since >= FileAgeOf(_retired.Count - at)).Select(retired => retired.Location).ToList();
        var staying = due.Count == 0 ? [] : await store.DeleteAsync(due, cancellationToken);
        due.ForEach(_ => _retired.Dequeue());
        if (failed is not null || staying.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failed ?? staying[0]);
        }
    }

    private TimeSpan FileAgeOf(int waiting) => waiting > MostWaiting ? _grace : LongestFileAge;

    // Finding the files takes longer than the expiry, and no caller waits for it. A failure of the store is returned: other tables do not wait for its end.
    private async Task<Exception?> RetireAsync(CancellationToken cancellationToken)
    {
        Exception? failed = null;
        for (var left = _expired.Count; left > 0; left--)
        {
            var expired = _expired.Dequeue();
            try
            {
                await RetireAsync(expired.Before, expired.After, expired.Since, cancellationToken);
            }
            catch (Exception exception) when (exception is OperationCanceledException or StorageException { Failure: StorageFailure.Failed } && time.GetUtcNow() - expired.Since < LongestRetry)
            {
                _expired.Enqueue(expired);
                failed ??= exception;
            }
        }

        return failed;
    }

    private async Task RetireAsync(LoadedTable expired, LoadedTable after, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var before = expired.Metadata;
        var existing = after.Metadata.Snapshots.Select(snapshot => snapshot.SnapshotId).ToHashSet();
        // Metadata and statistics, too: the snapshot of an owner's branch may name any file as its data.
        var needed = await TableFiles.OfAsync(after, planner, cancellationToken);
        var gone = await TableFiles.OfAsync(before, before.Snapshots.Where(snapshot => !existing.Contains(snapshot.SnapshotId)), planner, cancellationToken);
        var folder = ObjectLocation.Canonical(before.Location);

        // A table may refer to files that other writers wrote elsewhere; these are not deleted.
        foreach (var location in gone.Except(needed).Where(location => ObjectLocation.IsWithin(location, folder)))
        {
            _retired.Enqueue((location, since));
        }
    }

    /// <summary>
    /// Deletes orphan files: files in the table's own folder that nothing of the table refers to and that are older than <paramref name="age"/>. Crashes
    /// leave them, and processes that end before they delete expired files. A file must also have had no reference <see cref="FileAge"/> ago: a file of old
    /// rows may have expired this second, with readers at it.
    /// </summary>
    /// <returns>The number of deleted files, and whether other files wait for their grace period to end.</returns>
    /// <exception cref="StorageException">The store fails, or a file cannot be deleted; others may be gone.</exception>
    public async Task<(int Deleted, bool AreWaiting)> DeleteOrphansAsync(LoadedTable table, TimeSpan age, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        _unreferenced.Remove(table.Identifier, out var known);
        var now = time.GetUtcNow();
        List<string> due = [];
        Dictionary<string, DateTimeOffset> waiting = new(StringComparer.Ordinal);
        foreach (var orphan in await OrphansAsync(table, now - age, cancellationToken))
        {
            var since = known?.GetValueOrDefault(orphan, now) ?? now;
            if (now - since < _grace)
            {
                waiting.Add(orphan, since);
            }
            else
            {
                due.Add(orphan);
            }
        }

        if (waiting.Count > 0)
        {
            _unreferenced.Add(table.Identifier, waiting);
        }

        var staying = due.Count == 0 ? [] : await store.DeleteAsync(due, cancellationToken);

        // Metadata files in an S3 store are deleted by the catalog.
        return staying.FirstOrDefault(another => another.Failure != StorageFailure.Denied) is { } failed
            ? throw failed
            : (due.Count - staying.Count, waiting.Count > 0);
    }

    /// <summary>Whether files from before a time are left that <see cref="DeleteRetiredAsync"/> does not delete, such as expired ones of a process that has ended. Files of metadata have no rows, and do not count.</summary>
    /// <exception cref="StorageException">The store fails.</exception>
    public async Task<bool> HasOrphansAsync(LoadedTable table, DateTimeOffset before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        return (await OrphansAsync(table, before, cancellationToken)).Any(static location => !location.EndsWith(".metadata.json", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<string>> OrphansAsync(LoadedTable table, DateTimeOffset before, CancellationToken cancellationToken)
    {
        // Existing files are listed before the needed ones are read: a file that is committed in between is young.
        List<string> old = [];
        await foreach (var stored in store.ListAsync(table.Metadata.Location, cancellationToken))
        {
            if (stored.ModifiedAt < before)
            {
                old.Add(stored.Location);
            }
        }

        if (old.Count == 0 || await catalog.LoadAsync(table.Identifier, cancellationToken) is not { } current || current.Metadata.TableUuid != table.Metadata.TableUuid)
        {
            return [];
        }

        // Files of expired snapshots wait for slow readers. Those that cannot be found now wait as orphans do.
        await RetireAsync(cancellationToken);
        var needed = await TableFiles.OfAsync(current, planner, cancellationToken);
        needed.UnionWith(_retired.Select(retired => retired.Location));
        return [.. old.Where(location => !needed.Contains(ObjectLocation.Canonical(location)))];
    }
}
