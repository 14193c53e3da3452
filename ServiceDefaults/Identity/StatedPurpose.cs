using System.Security.Claims;
using MeshStarter.Policy.Decisions;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>The purpose that a request states in the header <c>X-Mesh-Purpose</c>: rules and the audit trail see it in place of the token's purposes, of which it must be one where the token has some.</summary>
public static class StatedPurpose
{
    /// <summary>The header's name.</summary>
    public const string Header = "X-Mesh-Purpose";

    /// <summary>The purpose that a caller's request states; null for none.</summary>
    internal static string? Of(ClaimsPrincipal caller) => (caller.Identity as StatingIdentity)?.Purpose;

    /// <summary>Returns the caller with the purpose that the request states, or why it may not be stated.</summary>
    /// <param name="caller">The caller, from its token.</param>
    /// <param name="request">The request.</param>
    internal static (ClaimsPrincipal Caller, string? Problem) Read(ClaimsPrincipal caller, HttpRequest request)
    {
        var stated = request.Headers[Header];
        if (stated.Count == 0)
        {
            return (caller, null);
        }

        if (stated is not [{ } text] || Principal.PurposeProblem(text) is not null)
        {
            return (caller, $"{Header}: {Principal.PurposeProblem("")} State one.");
        }

        var purpose = text.Trim();
        return caller.ToPrincipal().Stating(purpose) is null
            ? (caller, $"{Header}: the token is not for this purpose. Its purposes are {string.Join(", ", caller.FindAll(MeshClaims.Purpose).Select(claim => claim.Value))}.")
            : (new ClaimsPrincipal(new StatingIdentity((ClaimsIdentity)caller.Identity!, purpose)), null);
    }

    /// <summary>A caller's identity with the purpose of its request. No claim says it: a token cannot.</summary>
    private sealed class StatingIdentity(ClaimsIdentity identity, string purpose) : ClaimsIdentity(identity)
    {
        public string Purpose { get; } = purpose;

        public override ClaimsIdentity Clone() => new StatingIdentity(this, Purpose);
    }
}
