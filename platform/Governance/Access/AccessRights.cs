using Dapper;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Governance.Access;

/// <summary>Grants the role of the running service what it needs of the access tables, which the role of the migrations owns. Runs after the migrations, before the service listens.</summary>
internal sealed class AccessRights(NpgsqlDataSource database, MigrationDatabase migrations) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!migrations.IsSeparate)
            return;
        await using var runtime = await database.OpenConnectionAsync(cancellationToken);
        var role = await runtime.ExecuteScalarAsync<string>(new CommandDefinition("SELECT quote_ident(current_user)", cancellationToken: cancellationToken));
        await using var owner = await migrations.Source.OpenConnectionAsync(cancellationToken);
        await owner.ExecuteAsync(new CommandDefinition(
            $"""
            GRANT SELECT, INSERT, UPDATE ON access_requests, access_decisions, access_grants, access_revision TO {role};
            GRANT SELECT, INSERT, DELETE ON access_suspensions TO {role};
            """,
            cancellationToken: cancellationToken));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
