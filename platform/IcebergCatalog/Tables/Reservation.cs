namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>A late writer's place in the queue of a table, from its load on; once granted, the time in which the table is the writer's.</summary>
/// <param name="queue">The queue.</param>
/// <param name="holder">The writer; its commit is recognized by its connection, unless the ids of its snapshots are known.</param>
internal sealed class Reservation(TableQueue queue, CommitWriter holder)
{
    private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _expiry;
    private CancellationTokenRegistration _closed;

    public TableQueue Queue => queue;

    public CommitWriter Holder => holder;

    public Task Granted => _granted.Task;

    public Task Ended => _ended.Task;

    /// <summary>The metadata file that its writer loaded; null until then.</summary>
    public string? LoadedFrom { get; set; }

    /// <summary>Begins its time, which expires by the clock, or with its writer's connection.</summary>
    public void Grant(TimeProvider time, TimeSpan longest, Action expire)
    {
        _expiry = time.CreateTimer(_ => expire(), state: null, longest, Timeout.InfiniteTimeSpan);
        _closed = holder.ConnectionClosed.UnsafeRegister(_ => expire(), state: null);
        _granted.TrySetResult();
    }

    public void End()
    {
        _expiry?.Dispose();
        _closed.Unregister();
        _ended.TrySetResult();
    }
}
