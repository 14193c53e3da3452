using Dapper;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Governance.Audit;

/// <summary>
/// Grants the role of the running service what it needs of the audit tables, and no more: to insert and to read. The role of the migrations owns them.
/// Runs after the migrations, before the service listens.
/// </summary>
internal sealed partial class AuditRights(NpgsqlDataSource database, MigrationDatabase migrations, ILogger<AuditRights> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var runtime = await database.OpenConnectionAsync(cancellationToken);
        var role = await runtime.ExecuteScalarAsync<string>(new CommandDefinition("SELECT quote_ident(current_user)", cancellationToken: cancellationToken));
        if (migrations.IsSeparate)
        {
            await using var owner = await migrations.Source.OpenConnectionAsync(cancellationToken);
            // Of one role for both, the rights of the owner would be taken.
            if (await owner.ExecuteScalarAsync<string>(new CommandDefinition("SELECT quote_ident(current_user)", cancellationToken: cancellationToken)) != role)
            {
                await owner.ExecuteAsync(new CommandDefinition(
                    $"""
                    GRANT USAGE ON SCHEMA public TO {role};
                    REVOKE ALL ON audit_records, audit_keys, audit_heads, mesh_migrations FROM {role};
                    GRANT SELECT, INSERT ON audit_records, audit_keys, audit_heads TO {role};
                    """,
                    cancellationToken: cancellationToken));
            }
        }

        // The owner of a table, and a superuser, may do anything to it.
        var mayChange = await runtime.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            SELECT bool_or(pg_has_role(relowner, 'USAGE') OR has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER'))
            FROM pg_class WHERE relname IN ('audit_records', 'audit_keys', 'audit_heads') AND relkind = 'r'
            """,
            cancellationToken: cancellationToken));
        if (mayChange)
            LogOwned(role!);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventIds.AuditTrailOwned, LogLevel.Warning, "The database role {Role} of this service may change the audit tables. Give the migrations a role of their own: ConnectionStrings:migrations")]
    private partial void LogOwned(string role);
}
