using MeshStarter.Catalog.Lineage;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Platform.IcebergCatalog;
using Npgsql;

namespace MeshStarter.Catalog.Quality;

/// <summary>The result of a batch: it is stored as what its checks said, as counts of its product's service levels, and as lineage.</summary>
/// <param name="product">The product of the batch.</param>
/// <param name="report">The report.</param>
/// <param name="run">The origin of its rows; null where the report does not say.</param>
/// <param name="time">The clock.</param>
internal sealed class BatchResult(DataProductId product, BatchReport report, LineageEvent.OfRun? run, TimeProvider time) : IBatchResult
{
    /// <inheritdoc/>
    public async Task AddAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await QualityStore.AddAsync(product, report, now, transaction, cancellationToken))
        {
            await PublishCounts.AddAsync(product, report, now, transaction, cancellationToken);
        }

        if (run is not null)
        {
            await new LineageWriter(transaction, now, cancellationToken).WriteAsync([run]);
        }
    }
}
