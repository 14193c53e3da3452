using MeshStarter.EmbeddedPostgres.Clusters;
using MeshStarter.EmbeddedPostgres.Servers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MeshStarter.EmbeddedPostgres.Status;

/// <summary>Healthy when all roles and databases were set up and the server answers right now.</summary>
internal sealed class ServerHealthCheck(ServerState state, Superuser superuser) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!state.IsReady)
        {
            return HealthCheckResult.Unhealthy();
        }

        try
        {
            await using var connection = await superuser.OpenAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failed) when (failed is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy();
        }
    }
}
