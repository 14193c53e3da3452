using Dapper;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Governance.Policies;

/// <summary>Grants the role of the running service what it needs of the tables of the rules, which the role of the migrations owns: versions and votes are only added.</summary>
internal sealed class PolicyRights(NpgsqlDataSource database, MigrationDatabase migrations) : IHostedLifecycleService
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
            GRANT SELECT, INSERT ON policy_versions, policy_votes, policy_domains TO {role};
            GRANT SELECT, UPDATE ON policy_state TO {role};
            GRANT SELECT, INSERT, UPDATE ON policy_proposals, policy_tightenings, policy_declassifications TO {role};
            """,
            cancellationToken: cancellationToken));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
