using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Takes in tables whose metadata files are there already.</summary>
internal sealed class TableRegistration(TableNames names, TableStore tables, MetadataFiles files, MetadataSwap swap, TableStorage storage, TablePaths paths, IcebergAccess access)
{
    /// <summary>Takes a table in whose metadata file is there already.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="name">The table's name.</param>
    /// <param name="metadataLocation">The metadata file.</param>
    /// <param name="overwrite">Whether it takes the place of a table of the name.</param>
    /// <param name="key">The key of the request.</param>
    /// <param name="vend">Returns credentials for the table's files, before it is taken in: where there are none, it is not.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(CatalogTable Table, TableCredentials? Vended)> RegisterAsync(
        Principal caller, NamespaceName space, string name, string metadataLocation, bool overwrite, IdempotencyKey? key, Func<TableTarget, TableMetadata, Task<TableCredentials?>> vend, CancellationToken cancellationToken)
    {
        NamespaceName.CheckName(name, "name");
        var target = await names.ResolveAsync(new TableIdentifier(space.Levels, name), cancellationToken);
        await access.RequireCreateAsync(caller, target, cancellationToken);
        await access.RecordedAsync();
        var existing = await tables.FindAsync(target.Namespace, target.Name, cancellationToken);
        if (existing is not null && !overwrite)
        {
            throw IcebergRefusedException.AlreadyExists($"Table already exists: {target}");
        }

        storage.RequireInBucket(target.Domain, metadataLocation, "metadata-location");
        var table = await files.ReadNewAsync(metadataLocation, target.Domain, cancellationToken);
        var tableId = existing?.TableId ?? Guid.NewGuid();
        await paths.RequireAsync(target, table, cancellationToken);
        var vended = await vend(target, table.Metadata);
        var batches = table.Metadata.LineOf(table.Metadata.CurrentSnapshot).Select(snapshot => snapshot.Summary.GetValueOrDefault(SnapshotSummaryKeys.BatchId)).OfType<string>().Distinct(StringComparer.Ordinal);
        var move = new TableMove(target, tableId, existing?.MetadataLocation, table) { BatchIds = [.. batches], Replaces = existing is not null, ClaimsLocation = true, IsWrittenHere = false };
        await swap.MoveAsync(move, key, cancellationToken);
        return (IcebergAccess.Shown(caller, target, table), vended);
    }
}
