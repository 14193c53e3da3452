using System.Security.Claims;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>Converts the authenticated caller to a principal of policy.</summary>
public static class PrincipalExtensions
{
    // Claims about the token itself; rules do not use them.
    private static readonly string[] TokenOnly = [MeshClaims.Issuer, "aud", "exp", "nbf", "iat", MeshClaims.TokenId];

    /// <summary>Returns the caller as policy sees it: for the purpose that the request states, else for those of its token.</summary>
    /// <exception cref="InvalidOperationException">The caller is not authenticated: the endpoint lacks authorization.</exception>
    public static Principal ToPrincipal(this ClaimsPrincipal caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var subject = caller.FindFirst(MeshClaims.Subject)?.Value;
        if (caller.Identity?.IsAuthenticated != true || string.IsNullOrEmpty(subject))
        {
            throw new InvalidOperationException("There is no authenticated caller with a subject.");
        }

        return new Principal(
            subject,
            caller.FindFirst(MeshClaims.Domain)?.Value,
            [.. caller.FindAll(MeshClaims.Roles).Select(claim => claim.Value)],
            StatedPurpose.Of(caller) is { } stated ? [stated] : [.. caller.FindAll(MeshClaims.Purpose).Select(claim => claim.Value)])
        {
            Claims = Further(caller),
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> Further(ClaimsPrincipal caller) => caller.Claims
        .Where(claim => claim.Type is not (MeshClaims.Subject or MeshClaims.Domain or MeshClaims.Roles or MeshClaims.Purpose) && !TokenOnly.Contains(claim.Type, StringComparer.Ordinal))
        .GroupBy(claim => claim.Type, claim => claim.Value, StringComparer.Ordinal)
        .ToDictionary(claim => claim.Key, claim => (IReadOnlyList<string>)[.. claim], StringComparer.Ordinal);
}
