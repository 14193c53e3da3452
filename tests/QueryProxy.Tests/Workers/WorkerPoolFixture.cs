using MeshStarter.Lake.Storage;
using MeshStarter.QueryProxy.Products;
using MeshStarter.QueryProxy.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshStarter.QueryProxy.Tests.Workers;

/// <summary>Real worker processes with tight limits.</summary>
public sealed class WorkerPoolFixture : IAsyncLifetime
{
    internal QueryOptions Options { get; } = new() { Workers = 2, MemoryMiB = 400, TimeLimit = TimeSpan.FromSeconds(4), CpuLimit = TimeSpan.FromMinutes(1), Threads = 2, MaxRows = 1_000_000, MaxResultMiB = 64 };

    internal string Buckets { get; } = Directory.CreateTempSubdirectory("mesh-worker-").FullName;

    internal WorkerPool Pool { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Pool = new WorkerPool(Microsoft.Extensions.Options.Options.Create(Options), new DomainBuckets(new BucketNames(Buckets), vended: null), TimeProvider.System, NullLogger<WorkerPool>.Instance);
        await Pool.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Pool.StopAsync(CancellationToken.None);
        Pool.Dispose();
        Directory.Delete(Buckets, recursive: true);
    }
}
