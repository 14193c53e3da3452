using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Policy.Decisions;
using Microsoft.AspNetCore.Connections.Features;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>
/// Queues the writers of a table whose commits came too late. Such a writer loads the table and builds its commit again: the load waits in the queue,
/// and from its answer on the table is reserved for that commit. Without it each commit makes those of all other writers too late, and the slowest
/// writer may lose for as long as there are others.
/// </summary>
/// <remarks>
/// Two writers load a table, and the first one commits. The second one's commit is too late, and the writer is listed. Its next load is granted the table: while
/// it builds its commit again, a further commit of the first one waits. The second one's commit is made, its reservation ends, and the first one's goes on.
/// <para>
/// The queue orders the commits of one catalog process. Requirements and the swap decide which commits are made, and a reservation that is not used
/// expires, at once with its writer's connection, or when another catalog changed the table. A writer that comes back is recognized by its connection, or else
/// by its subject: a proxy in front of the catalog has connections of its own.
/// </para>
/// A commit is the holder's by the id of its snapshot, which Iceberg's writers keep when they retry; the commit of a writer that was taken for a late one
/// by its subject, by its connection.
/// </remarks>
internal sealed class CommitQueue(TableNames names, IHttpContextAccessor requests, TimeProvider time)
{
    /// <summary>Clients wait longer than this for an answer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TableQueue> _byTable = new(StringComparer.Ordinal);

    /// <summary>Waits until the table is reserved for a caller whose commit came too late; returns at once for any other caller.</summary>
    /// <param name="caller">The caller, who loads the table next.</param>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The reservation; null where the table is loaded without one.</returns>
    public async Task<Reservation?> ReserveAsync(Principal caller, TableIdentifier table, CancellationToken cancellationToken)
    {
        var writer = WriterOf(caller);
        if (!IsExpected(writer))
        {
            return null;
        }

        var name = (await names.ResolveAsync(table, cancellationToken)).ToString();
        if (Enter(name, writer) is not { } reservation)
        {
            return null;
        }

        try
        {
            await reservation.Granted.WaitAsync(LongestWait, time, cancellationToken);
            return reservation;
        }
        catch (TimeoutException)
        {
            Remove(reservation);
            return null;
        }
        catch (OperationCanceledException)
        {
            Remove(reservation);
            throw;
        }
    }

    /// <summary>Returns the reservation whose end a commit has to wait for; null where it has not.</summary>
    public Reservation? HeldBy(TableTarget target, Principal caller, TableCommit commit)
    {
        lock (_lock)
        {
            return commit.Updates.Any(update => update is AddSnapshot) && Find_NeedsLock(target) is { Granted: { } reservation } queue && !queue.IsHolder_NeedsLock(WriterOf(caller), SnapshotsOf(commit))
                ? reservation
                : null;
        }
    }

    /// <summary>Ends a reservation, because the table was changed by another catalog: its holder's commit was made there, or is too late again.</summary>
    public void Overtaken(TableTarget target, Reservation reservation)
    {
        lock (_lock)
        {
            Find_NeedsLock(target)?.End_NeedsLock(reservation);
        }
    }

    /// <summary>Notes that a commit came too late: the caller's next load of the table enters the queue.</summary>
    public void AddLate(TableTarget target, Principal caller, TableCommit commit)
    {
        var snapshots = SnapshotsOf(commit);
        if (snapshots.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            RemoveUnused_NeedsLock();
            var name = target.ToString();
            if (!_byTable.TryGetValue(name, out var queue))
            {
                _byTable.Add(name, queue = new TableQueue(_lock, time));
            }

            queue.AddLate_NeedsLock(WriterOf(caller), snapshots);
        }
    }

    /// <summary>Ends the reservation of a commit, if it has one.</summary>
    /// <param name="target">The table.</param>
    /// <param name="caller">The caller that committed.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="isMade">Whether it was made.</param>
    public void Leave(TableTarget target, Principal caller, TableCommit commit, bool isMade)
    {
        lock (_lock)
        {
            Find_NeedsLock(target)?.Leave_NeedsLock(WriterOf(caller), SnapshotsOf(commit), isMade);
        }
    }

    private CommitWriter WriterOf(Principal caller) => requests.HttpContext is { } request
        ? new CommitWriter(caller.Subject, request.Connection.Id, request.Request.Headers.ContainsKey("X-Forwarded-For"), request.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed ?? CancellationToken.None)
        : new CommitWriter(caller.Subject, Connection: null, IsForwarded: false, CancellationToken.None);

    private bool IsExpected(CommitWriter writer)
    {
        lock (_lock)
        {
            return _byTable.Values.Any(queue => queue.IsExpected_NeedsLock(writer));
        }
    }

    private Reservation? Enter(string name, CommitWriter writer)
    {
        lock (_lock)
        {
            return _byTable.GetValueOrDefault(name)?.Enter_NeedsLock(writer);
        }
    }

    private void Remove(Reservation reservation)
    {
        lock (_lock)
        {
            reservation.Queue.Remove_NeedsLock(reservation);
        }
    }

    private TableQueue? Find_NeedsLock(TableTarget target) => _byTable.Count == 0 ? null : _byTable.GetValueOrDefault(target.ToString());

    private void RemoveUnused_NeedsLock()
    {
        foreach (var (name, queue) in _byTable.ToList())
        {
            if (queue.IsUnused_NeedsLock())
            {
                _byTable.Remove(name);
            }
        }
    }

    private static HashSet<long> SnapshotsOf(TableCommit commit) => [.. commit.Updates.OfType<AddSnapshot>().Select(update => update.Snapshot.SnapshotId)];
}
