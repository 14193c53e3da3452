using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Rest;
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
    /// <param name="caller">The caller.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="table">The table as it is requested.</param>
    /// <param name="key">The key of the request.</param>
    /// <param name="vend">Returns credentials for the table's files, before it is made: where there are none, neither is the table.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(CatalogTable Table, TableCredentials? Vended)> CreateAsync(
        Principal caller, NamespaceName space, NewTable table, IdempotencyKey? key, Func<TableTarget, TableMetadata, Task<TableCredentials?>> vend, CancellationToken cancellationToken)
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
        var vended = await vend(target, metadata);
        if (table.Stage)
        {
            return (new CatalogTable(metadataLocation: null, metadata) { Utf8 = metadata.ToUtf8() }, vended);
        }

        var written = await files.WriteAsync(target, metadata, previous: null, cancellationToken);
        await swap.MoveAsync(new TableMove(target, Guid.NewGuid(), null, written) { ClaimsLocation = true }, key, cancellationToken);
        return (written, vended);
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
