using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.ServiceDefaults.Health;

/// <summary>
/// Maps <c>/health</c>, healthy when all checks pass and <c>Degraded</c> (still 200) when a part of the work is not done, and <c>/alive</c>, healthy
/// when the process answers. Both return one status word as text/plain to any caller, without names of components and without exception texts.
/// <see cref="HealthText"/> adds the reasons for the service's own domain.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthText.WriteAsync }).AllowAnonymous();
        routes.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
    }
}
