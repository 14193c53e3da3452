namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>The queue of one table: writers whose commits came too late, and the reservations of those that have loaded the table again, of which one is granted.</summary>
/// <param name="gate">The lock of all queues.</param>
/// <param name="time">The clock.</param>
internal sealed class TableQueue(Lock gate, TimeProvider time)
{
    private const int MaximumWriters = 64;

    /// <summary>A writer builds its commit in a fraction of it, except on a machine that is overloaded. One whose connection ends holds nothing up.</summary>
    private static readonly TimeSpan LongestReservation = TimeSpan.FromSeconds(3);

    /// <summary>A writer that has not come back by then does not.</summary>
    private static readonly TimeSpan LateAge = TimeSpan.FromSeconds(30);

    private readonly List<LateWriter> _late = [];
    private readonly LinkedList<Reservation> _waiting = new();

    /// <summary>The granted reservation; null while the table is reserved for no writer.</summary>
    public Reservation? Granted { get; private set; }

    /// <summary>Notes a writer whose commit came too late, and ends its reservation.</summary>
    public void AddLate_NeedsLock(CommitWriter writer, HashSet<long> snapshots)
    {
        var wasHolder = IsHolder_NeedsLock(writer, snapshots);
        _late.RemoveAll(late => late.IsOf(writer, snapshots));
        if (_late.Count < MaximumWriters)
        {
            _late.Add(new LateWriter(writer, snapshots, time.GetUtcNow()));
        }

        if (wasHolder)
        {
            End_NeedsLock(Granted!);
        }
    }

    /// <summary>Whether a load of a writer would enter the queue.</summary>
    public bool IsExpected_NeedsLock(CommitWriter writer) => Expected_NeedsLock(writer) is not null;

    /// <summary>Adds the load of a late writer; returns null for the load of another.</summary>
    public Reservation? Enter_NeedsLock(CommitWriter writer)
    {
        if (Expected_NeedsLock(writer) is not { } late)
        {
            return null;
        }

        // The load of another of the subject's writers: the late one enters the queue all the same.
        late.IsBack = late.Writer.Connection == writer.Connection;
        late.HasLoaded = true;
        // The commit of one that is back on its connection is known by its snapshots alone.
        var reservation = new Reservation(this, late.IsBack ? writer with { Connection = null } : writer);
        _waiting.AddLast(reservation);
        Grant_NeedsLock();
        return reservation;
    }

    /// <summary>Removes the reservation of a load whose caller left. If it was granted as the caller left, the table is for the next one.</summary>
    public void Remove_NeedsLock(Reservation reservation)
    {
        if (!_waiting.Remove(reservation))
        {
            End_NeedsLock(reservation);
        }
    }

    /// <summary>Whether a commit is the holder's: by its snapshots, or else by its connection.</summary>
    public bool IsHolder_NeedsLock(CommitWriter writer, HashSet<long> snapshots) =>
        Granted is { Holder: var holder } && holder.Subject == writer.Subject
        // By a proxy, whose connections come from any of its clients: each commit of the holder's subject may be the holder's.
        && (writer.IsForwarded || (holder.Connection is { } connection && connection == writer.Connection) || _late.Exists(late => late.HasLoaded && late.IsOf(writer, snapshots)));

    /// <summary>Forgets a late writer whose commit was made or has ended, and ends its reservation.</summary>
    public void Leave_NeedsLock(CommitWriter writer, HashSet<long> snapshots, bool isMade)
    {
        // A commit that came too late again was listed again, and waits for its load.
        var wasHolder = IsHolder_NeedsLock(writer, snapshots);
        _late.RemoveAll(late => (isMade || late.HasLoaded) && late.IsOf(writer, snapshots));
        if (wasHolder)
        {
            End_NeedsLock(Granted!);
        }
    }

    /// <summary>Ends a reservation, unless it has ended, and grants the next one.</summary>
    public void End_NeedsLock(Reservation reservation)
    {
        if (Granted == reservation)
        {
            Granted = null;
            reservation.End();
            Grant_NeedsLock();
        }
    }

    /// <summary>Forgets writers that do not come back; returns whether the queue is empty.</summary>
    public bool IsUnused_NeedsLock()
    {
        var before = time.GetUtcNow() - LateAge;
        _late.RemoveAll(late => late.At < before);
        return _late.Count == 0 && _waiting.Count == 0 && Granted is null;
    }

    // A writer that gave up is no reason to hold up its subject's loads, and the others, when it comes back for something else.
    private LateWriter? Expected_NeedsLock(CommitWriter writer)
    {
        var before = time.GetUtcNow() - LateAge;
        return _late.Find(late => late.Writer.Subject == writer.Subject && !late.IsBack && late.Writer.Connection == writer.Connection && late.At >= before)
            ?? _late.Find(late => late.Writer.Subject == writer.Subject && !late.HasLoaded && late.At >= before);
    }

    private void Grant_NeedsLock()
    {
        if (Granted is null && _waiting.First is { Value: var next })
        {
            _waiting.RemoveFirst();
            Granted = next;
            next.Grant(time, LongestReservation, () => Expire(next));
        }
    }

    private void Expire(Reservation reservation)
    {
        lock (gate)
        {
            End_NeedsLock(reservation);
        }
    }

    /// <summary>A writer whose commit came too late.</summary>
    private sealed class LateWriter(CommitWriter writer, HashSet<long> snapshots, DateTimeOffset at)
    {
        public CommitWriter Writer => writer;

        public DateTimeOffset At => at;

        /// <summary>Whether a load of its subject has entered the queue for it.</summary>
        public bool HasLoaded { get; set; }

        /// <summary>Whether that load came by the writer's own connection.</summary>
        public bool IsBack { get; set; }

        public bool IsOf(CommitWriter other, HashSet<long> added) => writer.Subject == other.Subject && snapshots.Overlaps(added);
    }
}
