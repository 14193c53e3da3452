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

    /// <summary>The claim of a session.</summary>
    public static Claim ClaimOf(SignInSession session) => new(SessionClaim, session.Id);

    /// <summary>The id of a user's or persona's session; null where there is none.</summary>
    public static string? IdOf(ClaimsPrincipal user) => user.FindFirst(SessionClaim)?.Value;

    /// <summary>The session of a request; null where no one is signed in.</summary>
    public static SignInSession? Of(HttpContext http) => http.Features.Get<SessionFeature>()?.Session;

    /// <summary>Refuses the cookie of a session that has ended, and refreshes the tokens of one that has not.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (IdOf(context.Principal!) is { } id && await http.RequestServices.GetRequiredService<UserSessions>().FindAsync(id, http.RequestAborted) is { } session
            && session.Subject == context.Principal!.Identity?.Name)
        {
            http.Features.Set(new SessionFeature(session));
            return;
        }

        context.RejectPrincipal();
        await http.SignOutAsync(context.Scheme.Name);
    }

    private sealed record SessionFeature(SignInSession Session);
}
