using MeshStarter.Platform.Iceberg.Commits;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>
/// Stores which metadata of a table is current, and swaps it. The mesh's own catalog is called by Iceberg's REST protocol; a process whose tables no
/// other process uses may be its own catalog.
/// </summary>
public interface ITableCatalog
{
    /// <summary>Returns the table's current state; null when no table has that name.</summary>
    Task<LoadedTable?> LoadAsync(TableIdentifier table, CancellationToken cancellationToken);

    /// <summary>
    /// The table as the catalog returned it last, without a call to it; null when there is none. It may have changed since. A commit based on it is refused
    /// then, by the commit's requirements.
    /// </summary>
    LoadedTable? Known(TableIdentifier table) => null;

    /// <summary>Creates a table; returns the existing one when another process was first.</summary>
    Task<LoadedTable> CreateAsync(IReadOnlyList<string> @namespace, NewTable table, CancellationToken cancellationToken);

    /// <summary>Applies all of a commit's changes or none.</summary>
    /// <returns>The changed table.</returns>
    /// <exception cref="IcebergConflictException">A requirement does not hold any more; nothing was changed.</exception>
    /// <exception cref="IcebergValidationException">The changes break a rule; nothing was changed.</exception>
    Task<LoadedTable> CommitAsync(TableIdentifier table, TableCommit commit, CancellationToken cancellationToken);
}
