using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Namespaces;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Shows tables to those who may see them.</summary>
internal sealed class TableReads(TableNames names, NamespaceStore namespaces, TableStore tables, MetadataFiles files, IcebergAccess access)
{
    /// <summary>A table whose files the caller may read as they are, as the caller sees it.</summary>
    /// <exception cref="IcebergRefusedException">There is none that the caller may know of, or its files are not for the caller.</exception>
    public async Task<(TableTarget Target, CatalogTable Table)> LoadAsync(Principal caller, TableIdentifier table, CancellationToken cancellationToken)
    {
        var (target, row) = await FindAsync(caller, table, cancellationToken);
        var loaded = await OpenAsync(caller, target, row, cancellationToken);
        await access.RequireReadAsync(caller, target, loaded.Metadata, cancellationToken);
        return (target, IcebergAccess.Shown(caller, target, loaded));
    }

    private async Task<CatalogTable> OpenAsync(Principal caller, TableTarget target, TableRow row, CancellationToken cancellationToken)
    {
        try
        {
            return await files.LoadAsync(row, target.Domain, cancellationToken);
        }
        catch (Exception exception) when (exception is StorageException or IcebergException && !IcebergAccess.MayKnowPaths(caller, target))
        {
            throw IcebergRefusedException.Unavailable($"The metadata of {target.Requested} is missing or damaged. Try again; if it stays so, notify the owner.");
        }
    }

    /// <summary>The table of an entry, for callers that may read it.</summary>
    public async Task<(TableTarget Target, CatalogTable Table)> LoadAsync(Principal caller, Guid tableId, CancellationToken cancellationToken) =>
        await tables.FindAsync(tableId, cancellationToken) is { } row
            ? await LoadAsync(caller, new TableIdentifier(row.Namespace, row.Name), cancellationToken)
            : throw IcebergRefusedException.FileNotFound("The table that this request was about was dropped.");

    /// <summary>A table that the caller may know of, and its entry.</summary>
    /// <exception cref="IcebergRefusedException">There is none.</exception>
    public async Task<(TableTarget Target, TableRow Row)> FindAsync(Principal caller, TableIdentifier table, CancellationToken cancellationToken)
    {
        var target = await names.ResolveAsync(table, cancellationToken);
        await access.RequireDiscoverAsync(caller, target, cancellationToken);
        return await FindAsync(caller, target, cancellationToken) is var (row, revision)
            ? (target with { Revision = revision }, row)
            : throw IcebergRefusedException.NoSuchTable(table);
    }

    // Only the query proxy keeps what it knows of a product for as long as the revision is the same.
    private async Task<(TableRow Row, string? Revision)?> FindAsync(Principal caller, TableTarget target, CancellationToken cancellationToken) =>
        target.Product is { } product && IcebergAccess.IsQueryProxy(caller) ? await tables.FindRevisedAsync(target.Namespace, target.Name, product, cancellationToken)
        : await tables.FindAsync(target.Namespace, target.Name, cancellationToken) is { } row ? (row, null)
        : null;

    /// <summary>The tables of a namespace that the caller may know of, by name.</summary>
    public async Task<IReadOnlyList<TableIdentifier>> ListAsync(Principal caller, NamespaceName space, CancellationToken cancellationToken)
    {
        var isDomain = await names.IsDomainAsync(space, cancellationToken);
        if (!await access.MaySeeAsync(caller, isDomain ? space.Single : null, cancellationToken) || (!isDomain && await namespaces.FindAsync(space, cancellationToken) is null))
        {
            throw IcebergRefusedException.NoSuchNamespace(space);
        }

        var visible = new List<TableIdentifier>();
        foreach (var name in await tables.ListAsync(space, cancellationToken))
        {
            var identifier = new TableIdentifier(space.Levels, name);
            var target = await names.ResolveAsync(identifier, cancellationToken);

            // A table that a product's plain name hides cannot be loaded, and is not shown.
            if (target.Name == name && await access.MayDiscoverAsync(caller, target, cancellationToken))
            {
                visible.Add(identifier);
            }
        }

        return visible;
    }
}
