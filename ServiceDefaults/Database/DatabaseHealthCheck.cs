using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Reports healthy when the database answers.</summary>
internal sealed class DatabaseHealthCheck(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = database.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failed) when (failed.IsDatabaseFailure(cancellationToken))
        {
            return HealthCheckResult.Unhealthy(exception: failed);
        }
    }
}
