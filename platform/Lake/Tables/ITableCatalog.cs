using MeshStarter.Contracts;

namespace MeshStarter.Lake;

/// <summary>
/// Knows which snapshot of a table is current. The mesh's own catalog is one; an Iceberg REST catalog is the other.
/// </summary>
public interface ITableCatalog
{
    /// <summary>The current snapshot; null for a table that nothing was published to.</summary>
    Task<TableSnapshot?> CurrentAsync(DataProductId product, CancellationToken cancellationToken);

    /// <summary>Makes a snapshot current if its parent still is; false when another publish came first.</summary>
    Task<bool> TryCommitAsync(TableSnapshot snapshot, CancellationToken cancellationToken);
}
