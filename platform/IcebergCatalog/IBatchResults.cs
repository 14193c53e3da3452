using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;

namespace MeshStarter.Platform.IcebergCatalog;

/// <summary>Takes the reports that come with commits: what a batch's checks found, and what it was made of.</summary>
internal interface IBatchResults
{
    /// <summary>Returns the fault of a report; null where there is none.</summary>
    string? Problem(BatchReport report);

    /// <summary>Makes a report ready to be stored with the commit that publishes its batch.</summary>
    Task<IBatchResult> ReadAsync(DataProductId product, BatchReport report, CancellationToken cancellationToken);
}
