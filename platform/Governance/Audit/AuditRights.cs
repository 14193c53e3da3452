using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Hosting;
using Npgsql;

namespace MeshStarter.Governance.Audit;

/// <summary>Warns where the role of the running service may do more to the audit tables than insert and read. Runs after <see cref="Rights.RuntimeRights"/>.</summary>
internal sealed partial class AuditRights(NpgsqlDataSource database, ILogger<AuditRights> logger) : StartingService
{
    public override async Task StartingAsync(CancellationToken cancellationToken)
    {
        var role = await database.FirstAsync<string>("SELECT quote_ident(current_user)", null, cancellationToken);
        // The owner of a table, and a superuser, may do anything to it.
        var mayChange = await database.FirstAsync<bool>(
            """
            SELECT bool_or(pg_has_role(relowner, 'USAGE') OR has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER'))
            FROM pg_class WHERE relname IN ('audit_records', 'audit_keys', 'audit_heads') AND relkind = 'r'
            """,
            null,
            cancellationToken);
        if (mayChange)
        {
            LogOwned(role!);
        }
    }

    [LoggerMessage(2011, LogLevel.Warning, "The database role {Role} of this service may change the audit tables. Give the migrations a role of their own: ConnectionStrings:migrations")]
    private partial void LogOwned(string role);
}
