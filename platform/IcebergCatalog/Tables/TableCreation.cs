using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Namespaces;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Makes tables that are not there.</summary>
internal sealed class TableCreation(TableNames names, NamespaceStore namespaces, TableStore tables, MetadataFiles files, MetadataSwap swap, NewTablePlaces places, IcebergAccess access)
{
    /// <summary>Makes a table, or prepares one that a commit makes.</summary>
    public async Task<(TableTarget Target, CatalogTable Table)> CreateAsync(Principal caller, NamespaceName space, NewTable table, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        NamespaceName.CheckName(table.Name, "name");
        var target = await names.ResolveAsync(new TableIdentifier(space.Levels, table.Name), cancellationToken);
        await access.RequireCreateAsync(caller, target, cancellationToken);
        await access.RecordedAsync();
        // Before the table is looked for: one that is made concurrently is there, and does not lie in the way.
        var others = await tables.OthersAsync(Guid.Empty, cancellationToken);
        await RequireAbsentAsync(target, cancellationToken);
        // Before the swap: a table whose folders cannot be made is not there either.
        var metadata = await places.PlaceAsync(target, table, others, cancellationToken);
        if (table.Stage)
        {
            return (target, new CatalogTable(MetadataLocation: null, metadata) { Utf8 = metadata.ToUtf8() });
        }

        var written = await files.WriteAsync(target, metadata, previous: null, cancellationToken);
        await swap.MoveAsync(new TableMove(target, Guid.NewGuid(), null, written) { ClaimsLocation = true }, key, cancellationToken);
        return (target, written);
    }

    private async Task RequireAbsentAsync(TableTarget target, CancellationToken cancellationToken)
    {
        if (target.Domain is null && await namespaces.FindAsync(target.Namespace, cancellationToken) is null)
        {
            throw IcebergRefusedException.NoSuchNamespace(target.Namespace);
        }

        if (await tables.FindAsync(target.Namespace, target.Name, cancellationToken) is not null)
        {
            throw IcebergRefusedException.AlreadyExists($"Table already exists: {target}");
        }
    }
}
