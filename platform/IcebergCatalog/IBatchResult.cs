using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog;

/// <summary>The result of a batch, ready to be stored.</summary>
internal interface IBatchResult
{
    /// <summary>Stores it, if the transaction commits; one that is known changes nothing.</summary>
    Task AddAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken);
}
