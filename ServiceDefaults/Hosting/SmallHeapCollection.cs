namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>
/// Collects all generations of a small heap every five minutes. The runtime collects the older ones when they have outgrown budgets that follow the
/// processor's cache: a service with a heap of 10 MiB keeps as much garbage in them, for half an hour, and a mesh on one laptop is a dozen services.
/// </summary>
internal sealed class SmallHeapCollection(TimeProvider time) : StartingService, IDisposable
{
    // A collection stops all threads: some 20 ms at 10 MiB. A larger heap is left to the runtime.
    private const long LargestBytes = 64 * 1024 * 1024;

    // Less has hardly reached the older generations.
    private const long LeastAllocatedBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private ITimer? _timer;
    private long _allocated;

    public override Task StartingAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => Collect(), state: null, Interval, Interval);
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    private void Collect()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) <= LargestBytes && GC.GetTotalAllocatedBytes() - _allocated >= LeastAllocatedBytes)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _allocated = GC.GetTotalAllocatedBytes();
        }
    }
}
