using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog;

/// <summary>Takes the reports that come with commits: what a batch's checks found, and what it was made of.</summary>
internal interface IBatchResults
{
    /// <summary>Returns the fault of a report; null where there is none.</summary>
    string? Problem(BatchReport report);

    /// <summary>Makes a report ready to be stored with the commit that publishes its batch: what comes back stores it in a transaction. One that is known changes nothing.</summary>
    Task<Func<NpgsqlTransaction, CancellationToken, Task>> ReadAsync(DataProductId product, BatchReport report, CancellationToken cancellationToken);
}
