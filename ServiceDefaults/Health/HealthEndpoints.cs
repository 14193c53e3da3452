using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.ServiceDefaults.Health;

/// <summary>
/// <c>/health</c>: ready for work, all checks good; <c>Degraded</c> (still 200) where a part of the work is not done. <c>/alive</c>: the
/// process answers. Both say one status word as text/plain to any caller, without names of components and without exception texts.
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
