using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Vending;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>The tables of a domain that is removed.</summary>
internal sealed class DomainTables(NpgsqlDataSource database, TableStore tables, TablePurge purges, CredentialVendor vendor)
{
    /// <summary>All tables of a domain.</summary>
    public async Task<IReadOnlyList<TableRow>> ListAsync(string domain, CancellationToken cancellationToken) =>
        await database.QueryAsync<TableRow>("SELECT table_id, namespace, name, location, metadata_location FROM iceberg_tables WHERE namespace = ARRAY[@Domain] ORDER BY name", new { Domain = domain }, cancellationToken);

    /// <summary>Takes tables out of the catalog and deletes their files; what cannot be deleted stays and is logged.</summary>
    public async Task PurgeAsync(Principal caller, string domain, IReadOnlyList<TableRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            var space = new NamespaceName([domain]);
            var target = new TableTarget(new TableIdentifier([domain], row.Name), space, row.Name) { Domain = domain };
            var files = await purges.FindAsync(target, row, cancellationToken);
            await tables.DropAsync(row.TableId, key: null, cancellationToken);
            await purges.DeleteAsync(target, files, () => vendor.ToPurgeAsync(caller, row.Location, CancellationToken.None));
        }
    }
}
