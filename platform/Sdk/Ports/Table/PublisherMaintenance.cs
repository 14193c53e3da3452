using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Quality;
using MeshStarter.Sdk.Retention;
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

    private readonly ProductRounds _tables = new(signal, time, Polling.Maintenance, RetryPause, (product, reason) => LogNotMaintained(logger, product, reason)) { Urgent = requested };

    /// <inheritdoc/>
    public Task RunAsync(IReadOnlyList<OwnProduct> products, PublisherLease lease, CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => _tables.RunAsync([.. products.Where(product => product.HasTable)], (product, token) => writer.MaintainAsync(product.Descriptor, token), cancellationToken), cancellationToken),
        Task.Run(() => erasure.RunAsync(products, cancellationToken), cancellationToken),
        Task.Run(() => reports.SendAsync(cancellationToken), cancellationToken));

    [LoggerMessage(EventId = 3023, Level = LogLevel.Warning, Message = "The files of {Product} could not be tidied up, which is tried again: {Reason}")]
    private static partial void LogNotMaintained(ILogger logger, ProductMajorVersion product, string reason);
}
