using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Takes in tables whose metadata files are there already.</summary>
internal sealed class TableRegistration(TableNames names, TableStore tables, MetadataFiles files, MetadataSwap swap, TableStorage storage, TablePaths paths, IcebergAccess access)
{
    /// <summary>Takes a table in whose metadata file is there already.</summary>
    public async Task<(TableTarget Target, CatalogTable Table)> RegisterAsync(Principal caller, NamespaceName space, string name, string metadataLocation, bool overwrite, IdempotencyKey? key, CancellationToken cancellationToken)
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
        var batches = table.Metadata.LineOf(table.Metadata.CurrentSnapshot).Select(snapshot => snapshot.Summary.GetValueOrDefault(SnapshotSummaryKeys.BatchId)).OfType<string>().Distinct(StringComparer.Ordinal);
        var move = new TableMove(target, tableId, existing?.MetadataLocation, table) { BatchIds = [.. batches], Replaces = existing is not null, ClaimsLocation = true, IsWrittenHere = false };
        await swap.MoveAsync(move, key, cancellationToken);
        return (target, table);
    }
}
