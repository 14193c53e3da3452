using MeshStarter.Lake;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>The service of a <see cref="CheckedWorld"/>, until it is stopped.</summary>
internal sealed class RunningService(TablePortWorker worker, BatchReporter reporter, TableWriter writer, BatchReplay replay, OwnProducts products) : IAsyncDisposable
{
    /// <summary>Replays a batch as its owner asks for it.</summary>
    public Task<QuarantinedBatch> ReplayAsync(QuarantinedBatch batch) =>
        replay.RunAsync(products.All.Single(own => own.Id == batch.Product), batch, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await worker.StopAsync(CancellationToken.None);
        await reporter.StopAsync(CancellationToken.None);
        worker.Dispose();
        reporter.Dispose();
        writer.Dispose();
    }
}
