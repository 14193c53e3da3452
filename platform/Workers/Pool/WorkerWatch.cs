using MeshStarter.Platform.Sql.Failures;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>
/// Looks at a worker that runs a query, every few milliseconds and from outside, and ends it past a limit: the engine's own
/// memory limit does not hold for every operator (<c>quantile</c> over cross joins and <c>lpad</c> of 2e9 characters went far past it).
/// </summary>
internal sealed class WorkerWatch(WorkerProcess worker, WorkerLimits limits, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly PeriodicTimer _timer = new(Interval, time);
    private TimeSpan? _cpuBefore;
    private bool _readerIsSlow;

    /// <summary>The most memory that was seen, in bytes.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Processor time since the first look: most queries are over before.</summary>
    public TimeSpan ProcessorTime { get; private set; }

    /// <summary>The time that the engine has worked; waiting for the reader is not work.</summary>
    public TimeSpan Worked { get; private set; }

    /// <summary>Notes that from now on the query waits for its reader.</summary>
    public void ReaderIsSlow() => Volatile.Write(ref _readerIsSlow, true);

    /// <summary>The reader has taken rows.</summary>
    public void ReaderIsBack() => Volatile.Write(ref _readerIsSlow, false);

    /// <summary>Looks until the watch is disposed of.</summary>
    public async Task RunAsync()
    {
        var last = time.GetTimestamp();
        while (await _timer.WaitForNextTickAsync())
        {
            var now = time.GetTimestamp();
            if (!Volatile.Read(ref _readerIsSlow))
            {
                Worked += time.GetElapsedTime(last, now);
            }

            last = now;
            if (Look() is { } reason)
            {
                worker.End(reason);
                return;
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private QueryFailure? Look()
    {
        PeakBytes = Math.Max(PeakBytes, ProcessLimits.ResidentBytes(worker.Id));
        var spent = worker.ProcessorTime;
        ProcessorTime = spent - (_cpuBefore ??= spent) is var used && used > ProcessorTime ? used : ProcessorTime;
        return this switch
        {
            _ when PeakBytes > limits.MemoryMiB * 1024L * 1024 => Memory(limits.MemoryMiB),
            _ when Worked > limits.TimeLimit => new QueryFailure(TrinoErrorCode.ExceededTimeLimit,
                $"Query exceeded the maximum run time of {limits.TimeLimit.TotalSeconds:0.#} s. Ask for less at once, for example by a filter on time."),
            _ when ProcessorTime > limits.CpuLimit => new QueryFailure(TrinoErrorCode.ExceededCpuLimit,
                $"Query exceeded the CPU time limit of {limits.CpuLimit.TotalSeconds:0.#} s. Ask for less at once, for example by a filter on time."),
            _ => null,
        };
    }

    public static QueryFailure Memory(int limitMiB) => new(TrinoErrorCode.ExceededMemoryLimit,
        $"Query exceeded the memory limit of {limitMiB} MiB. Ask for less at once: fewer columns, a filter, or a smaller join.");
}
