using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.ServiceDefaults.Health;

/// <summary>
/// <c>/health</c>: ready for work, all checks good. <c>/alive</c>: the process answers. Both say one status word as text/plain
/// to anybody, without names of components and without exception texts.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health").AllowAnonymous();
        routes.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
    }
}
