using System.Security.Claims;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Access;

/// <summary>Keeps a domain's operational side to the domain.</summary>
public static class OwnDomainExtensions
{
    /// <summary>Lets in only the domain's own owners and services; others get 403.</summary>
    public static TBuilder RequireOwnDomain<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
        {
            // Required also of a caller without a token, who then gets 401.
            if (context.User.Identity?.IsAuthenticated != true || context.Resource is not HttpContext http)
            {
                return false;
            }

            return http.RequestServices.GetRequiredService<OwnDomain>().IsOwn(context.User);
        }));

    /// <summary>Whether an authenticated caller is an owner or a service of the domain.</summary>
    internal static bool IsOwn(this OwnDomain domain, ClaimsPrincipal caller)
    {
        var principal = caller.ToPrincipal();
        return principal.Domain == domain.Name && principal.Roles.Any(role => role is MeshRoles.Owner or MeshRoles.Service);
    }
}
