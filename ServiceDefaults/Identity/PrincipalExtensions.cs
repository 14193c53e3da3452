using System.Security.Claims;
using MeshStarter.Policy;

namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>Converts the authenticated caller to a principal of policy.</summary>
public static class PrincipalExtensions
{
    /// <summary>Returns the caller as policy sees it.</summary>
    /// <exception cref="InvalidOperationException">The caller is not authenticated: the endpoint lacks authorization.</exception>
    public static Principal ToPrincipal(this ClaimsPrincipal caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var subject = caller.FindFirst(MeshClaims.Subject)?.Value;
        if (caller.Identity?.IsAuthenticated != true || string.IsNullOrEmpty(subject))
            throw new InvalidOperationException("There is no authenticated caller with a subject.");
        return new Principal(
            subject,
            caller.FindFirst(MeshClaims.Domain)?.Value,
            [.. caller.FindAll(MeshClaims.Roles).Select(claim => claim.Value)],
            [.. caller.FindAll(MeshClaims.Purpose).Select(claim => claim.Value)]);
    }
}
