using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.IcebergCatalog.Names;
using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>A table's move to another metadata file.</summary>
/// <param name="Target">The table.</param>
/// <param name="TableId">The catalog's own id of its entry.</param>
/// <param name="OldMetadataLocation">The file that must be in force; null for a table that must not be there.</param>
/// <param name="Table">The new state of the table.</param>
internal sealed record TableMove(TableTarget Target, Guid TableId, string? OldMetadataLocation, CatalogTable Table)
{
    /// <summary>The batches that it publishes; of one that replaces a table, those of the new state's main.</summary>
    public IReadOnlyList<string> BatchIds { get; init; } = [];

    /// <summary>The ids of the snapshots that it adds.</summary>
    public IReadOnlyList<long> AddedSnapshots { get; init; } = [];

    /// <summary>The result of the batch that it publishes, which is stored with it; null where there is none.</summary>
    public Func<NpgsqlTransaction, CancellationToken, Task>? Result { get; init; }

    /// <summary>The metadata files that nothing refers to once it is done, and that the table says are to go then.</summary>
    public IReadOnlyList<string> Superseded { get; init; } = [];

    /// <summary>Whether the table comes to lie where it did not before.</summary>
    public bool ClaimsLocation { get; init; }

    /// <summary>Whether the new state need not be based on the one in force: batches that are not in it may come again.</summary>
    public bool Replaces { get; init; }

    /// <summary>Whether the file was written for this move, and so goes when the move does not come to be.</summary>
    public bool IsWrittenHere { get; init; } = true;

    /// <summary>Whether a state of the table is based on it. The log of a table may be as short as one file; snapshots stay for longer.</summary>
    /// <param name="now">The state.</param>
    public bool IsIn(TableMetadata now) =>
        now.MetadataLog.Any(entry => entry.MetadataFile == Table.MetadataLocation) || AddedSnapshots.Any(id => now.SnapshotById(id) is not null);
}
