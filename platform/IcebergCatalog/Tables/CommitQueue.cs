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
/// The queue orders the commits of one catalog process. Requirements and the swap decide which commits are made, and a reservation that is not used
/// expires, at once with its writer's connection, or when another catalog changed the table. A writer that comes back is recognized by its connection, or else by its subject: a proxy in front of the catalog has connections of its own.
/// A commit is the holder's by the id of its snapshot, which Iceberg's writers keep when they retry; the commit of a writer that was taken for a late one
/// by its subject, by its connection.
/// </remarks>
internal sealed class CommitQueue(TableNames names, IHttpContextAccessor requests, TimeProvider time)
{
    private const int MaximumWriters = 64;

    /// <summary>A writer builds its commit in a fraction of it, except on a machine that is overloaded. One whose connection ends holds nothing up.</summary>
    private static readonly TimeSpan LongestReservation = TimeSpan.FromSeconds(3);

    /// <summary>Clients wait longer than this for an answer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>A writer that has not come back by then does not.</summary>
    private static readonly TimeSpan LateAge = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TableQueue> _byTable = new(StringComparer.Ordinal);

    private string? Connection => requests.HttpContext?.Connection.Id;

    // By a proxy, whose connections come from any of its clients: each commit of the holder's subject may be the holder's.
    private bool IsForwarded => requests.HttpContext?.Request.Headers.ContainsKey("X-Forwarded-For") == true;

    private CancellationToken ConnectionClosed => requests.HttpContext?.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed ?? CancellationToken.None;

    /// <summary>Waits until the table is reserved for a caller whose commit came too late; returns at once for any other caller.</summary>
    /// <param name="caller">The caller, who loads the table next.</param>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The reservation; null where the table is loaded without one.</returns>
    public async Task<Reservation?> ReserveAsync(Principal caller, TableIdentifier table, CancellationToken cancellationToken)
    {
        var connection = Connection;
        if (!HasLateWriter(caller.Subject, connection))
        {
            return null;
        }

        var name = (await names.ResolveAsync(table, cancellationToken)).ToString();
        if (Enter(name, caller.Subject, connection) is not { } entered)
        {
            return null;
        }

        try
        {
            await entered.Granted.WaitAsync(LongestWait, time, cancellationToken);
            return entered.Reservation;
        }
        catch (TimeoutException)
        {
            Remove(entered);
            return null;
        }
        catch (OperationCanceledException)
        {
            Remove(entered);
            throw;
        }
    }

    /// <summary>Returns the reservation whose end a commit has to wait for; null where it has not.</summary>
    public Reservation? HeldBy(TableTarget target, Principal caller, TableCommit commit)
    {
        lock (_lock)
        {
            return commit.Updates.Any(update => update is AddSnapshot) && Find_NeedsLock(target) is { Reservation: { } reservation } queue && !IsHolder_NeedsLock(queue, caller, commit)
                ? reservation
                : null;
        }
    }

    /// <summary>Ends a reservation, because the table was changed by another catalog: its holder's commit was made there, or is too late again.</summary>
    public void Overtaken(TableTarget target, Reservation reservation)
    {
        lock (_lock)
        {
            if (Find_NeedsLock(target) is { } queue && queue.Reservation == reservation)
            {
                End_NeedsLock(queue, reservation);
            }
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
            Sweep_NeedsLock();
            var name = target.ToString();
            if (!_byTable.TryGetValue(name, out var queue))
            {
                _byTable.Add(name, queue = new TableQueue());
            }

            var wasHolder = IsHolder_NeedsLock(queue, caller, commit);
            queue.Late.RemoveAll(late => late.IsOf(caller.Subject, snapshots));
            if (queue.Late.Count < MaximumWriters)
            {
                queue.Late.Add(new LateWriter(caller.Subject, Connection, snapshots, time.GetUtcNow()));
            }

            if (wasHolder)
            {
                End_NeedsLock(queue, queue.Reservation!);
            }
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
            if (Find_NeedsLock(target) is not { } queue)
            {
                return;
            }

            // A commit that came too late again was listed again, and waits for its load.
            var snapshots = SnapshotsOf(commit);
            var wasHolder = IsHolder_NeedsLock(queue, caller, commit);
            queue.Late.RemoveAll(late => (isMade || late.HasLoaded) && late.IsOf(caller.Subject, snapshots));
            if (wasHolder)
            {
                End_NeedsLock(queue, queue.Reservation!);
            }
        }
    }

    private bool HasLateWriter(string subject, string? connection)
    {
        lock (_lock)
        {
            return _byTable.Count > 0 && _byTable.Values.Any(queue => Expected_NeedsLock(queue, subject, connection) is not null);
        }
    }

    // A writer that gave up is no reason to hold up its subject's loads, and the others, when it comes back for something else.
    private LateWriter? Expected_NeedsLock(TableQueue queue, string subject, string? connection)
    {
        var before = time.GetUtcNow() - LateAge;
        return queue.Late.Find(late => late.Subject == subject && !late.IsBack && late.Connection == connection && late.At >= before)
            ?? queue.Late.Find(late => late.Subject == subject && !late.HasLoaded && late.At >= before);
    }

    private WaitingWriter? Enter(string name, string subject, string? connection)
    {
        lock (_lock)
        {
            if (!_byTable.TryGetValue(name, out var queue) || Expected_NeedsLock(queue, subject, connection) is not { } late)
            {
                return null;
            }

            // The load of another of the subject's writers: the late one enters the queue all the same.
            late.IsBack = late.Connection == connection;
            late.HasLoaded = true;
            var entered = new WaitingWriter(queue, subject, late.IsBack ? null : connection, ConnectionClosed);
            queue.Waiting.AddLast(entered);
            Grant_NeedsLock(queue);
            return entered;
        }
    }

    // The reservation that a caller was granted as it left is for the next one.
    private void Remove(WaitingWriter writer)
    {
        lock (_lock)
        {
            if (!writer.Queue.Waiting.Remove(writer) && writer.Reservation is { } granted && writer.Queue.Reservation == granted)
            {
                End_NeedsLock(writer.Queue, granted);
            }
        }
    }

    private void Grant_NeedsLock(TableQueue queue)
    {
        if (queue.Reservation is null && queue.Waiting.First is { } next)
        {
            queue.Waiting.RemoveFirst();
            var reservation = new Reservation(next.Value.Subject, next.Value.Connection);
            queue.Reservation = reservation;
            reservation.Timer = time.CreateTimer(_ => Expire(queue, reservation), state: null, LongestReservation, Timeout.InfiniteTimeSpan);
            reservation.Closed = next.Value.ConnectionClosed.UnsafeRegister(_ => Expire(queue, reservation), state: null);
            next.Value.Grant(reservation);
        }
    }

    private void Expire(TableQueue queue, Reservation reservation)
    {
        lock (_lock)
        {
            if (queue.Reservation == reservation)
            {
                End_NeedsLock(queue, reservation);
            }
        }
    }

    private void End_NeedsLock(TableQueue queue, Reservation reservation)
    {
        queue.Reservation = null;
        reservation.End();
        Grant_NeedsLock(queue);
    }

    private TableQueue? Find_NeedsLock(TableTarget target) => _byTable.Count == 0 ? null : _byTable.GetValueOrDefault(target.ToString());

    private void Sweep_NeedsLock()
    {
        var before = time.GetUtcNow() - LateAge;
        foreach (var (name, queue) in _byTable.ToList())
        {
            queue.Late.RemoveAll(late => late.At < before);
            if (queue is { Late.Count: 0, Waiting.Count: 0, Reservation: null })
            {
                _byTable.Remove(name);
            }
        }
    }

    private bool IsHolder_NeedsLock(TableQueue queue, Principal caller, TableCommit commit) =>
        queue.Reservation is { } reservation && reservation.Subject == caller.Subject
        && (IsForwarded || (reservation.Connection is { } connection && connection == Connection) || (SnapshotsOf(commit) is var snapshots && queue.Late.Exists(late => late.HasLoaded && late.IsOf(caller.Subject, snapshots))));

    private static HashSet<long> SnapshotsOf(TableCommit commit) => [.. commit.Updates.OfType<AddSnapshot>().Select(update => update.Snapshot.SnapshotId)];

    private sealed class TableQueue
    {
        public List<LateWriter> Late { get; } = [];

        public LinkedList<WaitingWriter> Waiting { get; } = new();

        public Reservation? Reservation { get; set; }
    }

    /// <summary>A writer whose commit came too late.</summary>
    private sealed class LateWriter(string subject, string? connection, HashSet<long> snapshots, DateTimeOffset at)
    {
        public string Subject => subject;

        public string? Connection => connection;

        public DateTimeOffset At => at;

        /// <summary>Whether a load of its subject has entered the queue for it.</summary>
        public bool HasLoaded { get; set; }

        /// <summary>Whether that load came by the writer's own connection.</summary>
        public bool IsBack { get; set; }

        public bool IsOf(string by, HashSet<long> added) => subject == by && snapshots.Overlaps(added);
    }

    /// <summary>A load in the queue.</summary>
    private sealed class WaitingWriter(TableQueue queue, string subject, string? connection, CancellationToken connectionClosed)
    {
        private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TableQueue Queue => queue;

        public string Subject => subject;

        /// <summary>The text that its commit is recognized by; null where the ids of its snapshots are known.</summary>
        public string? Connection => connection;

        public CancellationToken ConnectionClosed => connectionClosed;

        public Task Granted => _granted.Task;

        public Reservation? Reservation { get; private set; }

        public void Grant(Reservation reservation)
        {
            Reservation = reservation;
            _granted.TrySetResult();
        }
    }

    /// <summary>The time in which a table is one writer's.</summary>
    internal sealed class Reservation(string subject, string? connection)
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Subject => subject;

        public string? Connection => connection;

        public Task Ended => _ended.Task;

        /// <summary>The metadata file that its writer loaded; null until then.</summary>
        public string? LoadedFrom { get; set; }

        public ITimer? Timer { get; set; }

        /// <summary>Ends it with its writer's connection.</summary>
        public CancellationTokenRegistration Closed { get; set; }

        public void End()
        {
            Timer?.Dispose();
            Closed.Unregister();
            _ended.TrySetResult();
        }
    }
}
