using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Health;

/// <summary>Writes a health report: the status word, and for owners and the service of the domain itself a line for each reason and note.</summary>
internal static class HealthText
{
    public static Task WriteAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "text/plain";
        var reasons = IsOwn(http) ? report.Entries.Values.OrderBy(entry => entry.Status).Select(entry => entry.Description).OfType<string>() : [];
        return http.Response.WriteAsync(string.Join('\n', reasons.Prepend(report.Status.ToString())), http.RequestAborted);
    }

    private static bool IsOwn(HttpContext http) =>
        http.User.Identity?.IsAuthenticated == true
        && http.RequestServices.GetRequiredService<IOptions<IdentityOptions>>().Value.Audience is { Length: > 0 } audience
        && http.User.HasClaim(MeshClaims.Domain, audience)
        && (http.User.HasClaim(MeshClaims.Roles, MeshRoles.Owner) || http.User.HasClaim(MeshClaims.Roles, MeshRoles.Service));
}
