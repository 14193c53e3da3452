using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.ServiceDefaults.Health;

/// <summary>
/// Maps <c>/health</c>, healthy when all checks pass and <c>Degraded</c> (still 200) when a part of the work is not done, and <c>/alive</c>, healthy
/// when the process answers. Both return one status word as text/plain to any caller, without names of components and without exception texts.
/// <see cref="HealthText"/> adds the reasons for the service's own domain.
/// </summary>
internal static class HealthEndpoints
{
    private const string Health = "/health";
    private const string Alive = "/alive";

    /// <summary>Whether a path is of a probe, which comes every few seconds.</summary>
    public static bool IsProbe(PathString path) => path == Health || path == Alive;

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks(Health, new HealthCheckOptions { ResponseWriter = HealthText.WriteAsync }).AllowAnonymous();
        routes.MapHealthChecks(Alive, new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
    }
}
