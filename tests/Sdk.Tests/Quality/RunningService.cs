using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Branches;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Registration;

namespace MeshStarter.Sdk.Tests.Quality;

/// <summary>The service of a <see cref="CheckedWorld"/>, until it is stopped.</summary>
internal sealed class RunningService(OutboxSequencer sequencer, TablePortWorker worker, TableWriter writer, BatchReplay replay, Func<OwnProduct, BranchPublisher> branches, OwnProducts products, RegisteredProducts registered) : IAsyncDisposable
{
    /// <summary>Opens the table of a product for whole batches.</summary>
    public required Func<OwnProduct, DataProductTable> Open { get; init; }

    /// <summary>Publishes and maintains tables.</summary>
    public TableWriter Writer => writer;

    /// <summary>The products that it publishes.</summary>
    public IEnumerable<OwnProduct> Products => products.All.Where(registered.Contains);

    /// <summary>A product of the service.</summary>
    public OwnProduct Product(string product) => products.All.Single(own => own.Name.ToString() == product && own.Id.Major == 1);

    /// <summary>The publisher of a product's rows, as the domain has it.</summary>
    public DataProductPublisher Publisher(string product) => new(ProductContract.Of(Product(product).Descriptor), TimeProvider.System);

    /// <summary>Ends the giving of positions: what is emitted stays on its way.</summary>
    public Task StopSequencingAsync() => sequencer.StopAsync(CancellationToken.None);

    /// <summary>Replays a batch as its owner asks for it.</summary>
    public Task<QuarantinedBatch> ReplayAsync(QuarantinedBatch batch) =>
        replay.RunAsync(products.All.Single(own => own.Id == batch.ProductMajorVersion), batch, CancellationToken.None);

    /// <summary>Maintains a product's table now.</summary>
    public Task MaintainAsync(string product) => writer.MaintainAsync(Product(product).Descriptor, CancellationToken.None);

    /// <summary>Publishes a branch as its owner asks for it.</summary>
    public Task<(long SnapshotId, IReadOnlyList<CheckFinding> Findings, long Rows)> PublishAsync(string product, string branch) => PublishAsync(Product(product), branch);

    /// <inheritdoc cref="PublishAsync(string, string)"/>
    public Task<(long SnapshotId, IReadOnlyList<CheckFinding> Findings, long Rows)> PublishAsync(OwnProduct product, string branch) =>
        branches(product).PublishAsync(product, branch, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await worker.StopAsync(CancellationToken.None);
        await sequencer.StopAsync(CancellationToken.None);
        worker.Dispose();
        sequencer.Dispose();
        writer.Dispose();
    }
}
