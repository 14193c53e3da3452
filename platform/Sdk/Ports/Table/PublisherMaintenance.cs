using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Retention;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>
/// The work alongside the publishes, in the process with the lease: maintenance of the tables, erasure from the database, and reports on quarantined
/// batches. A publish waits for none of it.
/// </summary>
internal sealed partial class PublisherMaintenance(
    TableWriter writer, ErasureWorker erasure, WaitingReports reports, OutboxSignal signal, MaintenanceSignal requested, TimeProvider time, ILogger<PublisherMaintenance> logger) : ILeasedWork
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly ProductRounds _tables = new(signal, time, Polling.Maintenance, RetryPause, (product, failure) => LogNotMaintained(logger, product, failure.Message, failure.ProgramFault())) { Urgent = requested };

    /// <inheritdoc/>
    public Task RunAsync(IReadOnlyList<OwnProduct> products, PublisherLease lease, CancellationToken cancellationToken) => ConcurrentWork.RunAsync(
        [
            token => _tables.RunAsync([.. products.Where(product => product.HasTable)], (product, each) => writer.MaintainAsync(product.Descriptor, each), token),
            token => erasure.RunAsync(products, token),
            reports.SendAsync,
        ],
        cancellationToken);

    [LoggerMessage(3023, LogLevel.Warning, "The files of {Product} could not be tidied up, which is tried again: {Reason}")]
    private static partial void LogNotMaintained(ILogger logger, ProductMajorVersion product, string reason, Exception? fault);
}
