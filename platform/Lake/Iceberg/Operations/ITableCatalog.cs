namespace MeshStarter.Lake.Iceberg;

/// <summary>
/// Knows which metadata of a table is current, and swaps it. The mesh's own is asked by Iceberg's REST protocol; a process that
/// has tables of its own only may keep them by itself.
/// </summary>
public interface ITableCatalog
{
    /// <summary>The table as it is now; null when there is none of that name.</summary>
    Task<LoadedTable?> LoadAsync(TableIdentifier table, CancellationToken cancellationToken);

    /// <summary>
    /// The table as the catalog said last, without asking it; null when that is not known. It may have changed since: whoever writes by it has its
    /// commit refused then, by what the commit requires.
    /// </summary>
    LoadedTable? Known(TableIdentifier table) => null;

    /// <summary>Makes a table; the one that is there already when another was first.</summary>
    Task<LoadedTable> CreateAsync(IReadOnlyList<string> @namespace, NewTable table, CancellationToken cancellationToken);

    /// <summary>Does all of a commit's changes or none.</summary>
    /// <returns>The table with them.</returns>
    /// <exception cref="IcebergConflictException">A requirement does not hold any more: nothing was done.</exception>
    /// <exception cref="IcebergValidationException">The changes break a rule: nothing was done.</exception>
    Task<LoadedTable> CommitAsync(TableIdentifier table, TableCommit commit, CancellationToken cancellationToken);
}
