using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Vending;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Takes tables out of the catalog, and gives them other names.</summary>
internal sealed class TableRemoval(TableReads reads, TableNames names, TableStore tables, TablePurge purges, CredentialVendor vendor, IcebergAccess access)
{
    /// <summary>Drops a table; purged, its files go with it, unless their metadata cannot be read any more.</summary>
    public async Task DropAsync(Principal caller, TableIdentifier table, bool purge, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var (target, row) = await reads.FindAsync(caller, table, cancellationToken);
        access.RequireRemoval(caller, target, purge ? "purge" : "drop");
        await access.RecordedAsync();
        var cancellation = cancellationToken;
        for (var attempt = 1; !await TryDropAsync(caller, target, row, purge, key, cancellation); attempt++)
        {
            if (attempt == CommitAttempts.Attempts)
            {
                throw CommitAttempts.Exhausted;
            }

            // A commit came first. Files are gone already: the purge goes on without its caller.
            cancellation = CancellationToken.None;
            row = await tables.FindAsync(row.TableId, cancellation) ?? throw IcebergRefusedException.NoSuchTable(table);
        }
    }

    // The files go first: after a purge that was interrupted the table is there, and another one finds what is left of them.
    private async Task<bool> TryDropAsync(Principal caller, TableTarget target, TableRow row, bool purge, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        if (purge)
        {
            var files = await purges.FindAsync(target, row, cancellationToken);
            // Without credentials the table stays.
            await vendor.ToPurgeAsync(caller, row.Location, cancellationToken);
            await purges.DeleteAsync(target, files, () => vendor.ToPurgeAsync(caller, row.Location, CancellationToken.None));
        }

        return await tables.DropAsync(row.TableId, purge ? row.MetadataLocation : null, key, CancellationToken.None);
    }

    /// <summary>Deletes all files of tables of a domain that is removed, and takes the tables out of the catalog.</summary>
    /// <returns>Whether all are gone; a table of which files stay, which is logged, is in the catalog until another call.</returns>
    public async Task<bool> PurgeAsync(Principal caller, string domain, IReadOnlyList<TableRow> rows, CancellationToken cancellationToken)
    {
        var areGone = true;
        foreach (var row in rows)
        {
            areGone &= await PurgeAsync(caller, domain, row, cancellationToken);
        }

        return areGone;
    }

    /// <summary>Takes a table of a domain out of the catalog in the state that it was looked at, and deletes its files. Files that cannot be deleted stay, which is logged.</summary>
    /// <returns>False where a commit came first: then nothing is deleted.</returns>
    public async Task<bool> TryRemoveAsync(Principal caller, string domain, TableRow row, CancellationToken cancellationToken)
    {
        var target = TargetOf(domain, row);
        var files = await purges.FindAllAsync(target, row, VendAsync, cancellationToken);
        if (!await tables.DropAsync(row.TableId, row.MetadataLocation, key: null, CancellationToken.None))
        {
            return false;
        }

        await purges.DeleteAsync(target, files ?? [], VendAsync);
        return true;

        Task<TableCredentials?> VendAsync() => vendor.ToPurgeAsync(caller, row.Location, CancellationToken.None);
    }

    private static TableTarget TargetOf(string domain, TableRow row) =>
        new(new TableIdentifier([domain], row.Name), new NamespaceName([domain]), row.Name) { Domain = domain };

    private async Task<bool> PurgeAsync(Principal caller, string domain, TableRow row, CancellationToken cancellationToken)
    {
        var target = TargetOf(domain, row);
        TableRow? next = row;
        for (var attempt = 1; next is { } current && attempt <= CommitAttempts.Attempts; attempt++)
        {
            if (await purges.FindAllAsync(target, current, VendAsync, cancellationToken) is not { } files || !await purges.DeleteAsync(target, files, VendAsync))
            {
                return false;
            }

            if (await tables.DropAsync(current.TableId, current.MetadataLocation, key: null, CancellationToken.None))
            {
                return true;
            }

            // A commit came first, or another removal.
            next = await tables.FindAsync(current.TableId, CancellationToken.None);

            Task<TableCredentials?> VendAsync() => vendor.ToPurgeAsync(caller, current.Location, CancellationToken.None);
        }

        return next is null;
    }

    /// <summary>Gives a table another name in its domain, or among the platform's own namespaces: its files stay where they are.</summary>
    public async Task RenameAsync(Principal caller, TableIdentifier source, TableIdentifier destination, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        NamespaceName.CheckName(destination.Name, "destination.name");
        var (from, row) = await reads.FindAsync(caller, source, cancellationToken);
        access.RequireRemoval(caller, from, "rename");
        var to = await names.ResolveAsync(destination, cancellationToken);
        await access.RequireCreateAsync(caller, to, cancellationToken);
        if (from.Product is not null || to.Product is not null)
        {
            throw IcebergRefusedException.Forbidden($"A product's table has the product's name: {source} cannot become {destination}.");
        }

        if (from.Domain != to.Domain)
        {
            throw IcebergRefusedException.BadRequest($"destination: {destination} is in another domain than {source}, whose files stay in its domain's bucket. Copy the table instead.");
        }

        await access.RecordedAsync();
        var outcome = await tables.RenameAsync(row.TableId, to.Namespace, to.Domain is not null, to.Name, key, cancellationToken);
        if (outcome != WriteOutcome.Done)
        {
            throw outcome == WriteOutcome.Exists ? IcebergRefusedException.AlreadyExists($"Table already exists: {destination}") : IcebergRefusedException.NoSuchTable(source);
        }
    }
}
