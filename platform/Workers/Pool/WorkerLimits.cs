namespace MeshStarter.Platform.Workers.Pool;

/// <summary>Limits of the workers: their number, and the resources of one.</summary>
internal sealed record WorkerLimits
{
    /// <summary>Workers that are lent at the same time, at least 1.</summary>
    public required int Workers { get; init; }

    /// <summary>Fresh workers kept ready for the next subject, at least 1.</summary>
    public required int WarmWorkers { get; init; }

    /// <summary>Workers that wait for the next query of their subject while others run.</summary>
    public required int IdleWorkers { get; init; }

    /// <summary>Threads of the engine in one worker.</summary>
    public required int Threads { get; init; }

    /// <summary>Memory of a worker process in MiB, enforced from outside.</summary>
    public required int MemoryMiB { get; init; }

    /// <summary>The engine's own memory limit in MiB: it should report "out of memory" itself before its process is ended.</summary>
    public int EngineMemoryMiB => MemoryMiB * 6 / 10;

    /// <summary>The time that the engine may work on one query; waiting for a slow reader does not count.</summary>
    public required TimeSpan TimeLimit { get; init; }

    /// <summary>Processor time of one query, over all its threads.</summary>
    public required TimeSpan CpuLimit { get; init; }
}
