using MeshStarter.Platform.Workers.Pool;
using MeshStarter.QueryProxy.Buffers;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshStarter.QueryProxy.Tests.Workers;

/// <summary>Real worker processes with tight limits.</summary>
public sealed class WorkerPoolFixture : IAsyncLifetime
{
    private readonly string _state = Directory.CreateTempSubdirectory("mesh-worker-state-").FullName;

    internal QueryOptions Options { get; } = new() { Workers = 2, MemoryMiB = 256, TimeLimit = TimeSpan.FromSeconds(20), CpuLimit = TimeSpan.FromMinutes(1), Threads = 2, MaxRows = 1_000_000, MaxResultMiB = 64 };

    internal string Buckets { get; } = Directory.CreateTempSubdirectory("mesh-worker-").FullName;

    internal string WorkersFolder => Path.Combine(_state, "query-workers");

    internal ResultStorage Storage { get; private set; } = null!;

    internal WorkerLauncher Launcher { get; private set; } = null!;

    internal WorkerPool Pool { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var limits = QueryRegistration.LimitsOf(Options);
        Storage = new ResultStorage(Options, Path.Combine(_state, "results"), TimeProvider.System);
        Launcher = new WorkerLauncher(limits, typeof(QueryOptions).Assembly.Location, WorkersFolder, TimeProvider.System);
        Pool = new WorkerPool(limits, Launcher, TimeProvider.System, NullLogger<WorkerPool>.Instance);
        await Pool.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Pool.StopAsync(CancellationToken.None);
        Pool.Dispose();
        Launcher.Dispose();
        Directory.Delete(Buckets, recursive: true);
        Directory.Delete(_state, recursive: true);
    }
}
