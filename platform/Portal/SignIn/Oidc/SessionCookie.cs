using System.Security.Claims;
using MeshStarter.Portal.SignIn.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>Ties the cookie of a user to the session on the server: without the session the cookie is worth nothing.</summary>
internal static class SessionCookie
{
    // A claim of the portal's own cookie; no provider's claim is called so.
    private const string SessionClaim = "mesh:session";

    /// <summary>Adds the session to a user's claims.</summary>
    public static Claim ClaimOf(SignInSession session) => new(SessionClaim, session.Id);

    /// <summary>The id of a user's session; null for a persona.</summary>
    public static string? IdOf(ClaimsPrincipal user) => user.FindFirst(SessionClaim)?.Value;

    /// <summary>The session of a request; null for a persona.</summary>
    public static SignInSession? Of(HttpContext http) => http.Features.Get<SessionFeature>()?.Session;

    /// <summary>Refuses the cookie of a session that has ended, and refreshes the tokens of one that has not.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (IdOf(context.Principal!) is not { } id)
        {
            if (!await http.RequestServices.GetRequiredService<PersonaSessions>().IsOpenAsync(context.Principal!, http.RequestAborted))
            {
                await RejectAsync(context);
            }

            return;
        }

        if (await http.RequestServices.GetRequiredService<UserSessions>().FindAsync(id, http.RequestAborted) is { } session)
        {
            http.Features.Set(new SessionFeature(session));
            return;
        }

        await RejectAsync(context);
    }

    private static async Task RejectAsync(CookieValidatePrincipalContext context)
    {
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(context.Scheme.Name);
    }

    private sealed record SessionFeature(SignInSession Session);
}
