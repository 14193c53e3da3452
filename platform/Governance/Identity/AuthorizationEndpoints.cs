using System.Text;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace MeshStarter.Governance.Identity;

/// <summary>
/// Sign-in by authorization code (OpenID Connect Core 1.0 section 3.1), in Development: the page on which a developer chooses a persona, and the end of a
/// session. The choice is a link and no form, because a browser applies the page's form-action to the redirect that follows.
/// </summary>
internal static class AuthorizationEndpoints
{
    public static void MapAuthorization(this IEndpointRouteBuilder routes)
    {
        var connect = routes.MapGroup("/connect").AllowAnonymous().AddEndpointFilter(TokenRateLimit.FilterStrangersAsync).WithTags("Identity");
        connect.MapGet("/authorize", Authorize).WithName("Authorize").WithSummary("Choose the persona that a client signs in, in Development");
        connect.MapGet("/end-session", EndSession).WithName("EndSession").WithSummary("Return to a client that has signed out a persona");
    }

    private static IResult Authorize(HttpContext http, IOptions<IssuerOptions> issuer, IOptions<IdentityOptions> identity, PersonaDirectory personas, AuthorizationCodes codes, TimeProvider time)
    {
        IssuerPage.Protect(http);
        var query = http.Request.Query;
        if (AuthorizationRequest.Read(query, issuer.Value, out var problem, out var error) is not { } request)
        {
            return problem is not null ? IssuerPage.Show(http, StatusCodes.Status400BadRequest, "This sign-in cannot go on", $"<p>{IssuerPage.Html(problem)}</p>") : Return(query["redirect_uri"]!, identity, ("error", error!.Error), ("error_description", error.ErrorDescription), ("state", query["state"]));
        }

        var chosen = query["persona"].ToString();
        if (personas.Find(chosen) is { } persona)
        {
            var code = codes.Issue(new SignInGrant(Guid.CreateVersion7(time.GetUtcNow()), request.ClientId, persona.Name, time.GetUtcNow()), request);
            return Return(request.RedirectUri, identity, ("code", code), ("state", request.State));
        }

        // No page can be shown, and no persona is signed in: there are no sessions here.
        if (query["prompt"] == "none")
        {
            return Return(request.RedirectUri, identity, ("error", "login_required"), ("state", request.State));
        }

        // A persona that there is not stays out of the links, where the chosen one would be a second one.
        var others = QueryString.Create(query.Where(value => !value.Key.Equals("persona", StringComparison.OrdinalIgnoreCase)));
        var links = new StringBuilder();
        foreach (var known in personas.All)
        {
            links.Append("<li><a href=\"").Append(IssuerPage.Html(http.Request.Path + others.Add("persona", known.Name))).Append("\">").Append(IssuerPage.Html(known.Name)).Append("</a> ").Append(IssuerPage.Html(known.About)).Append("</li>");
        }

        links.Append("<li><a href=\"").Append(IssuerPage.Html(Address(request.RedirectUri, identity, ("error", "access_denied"), ("state", request.State)))).Append("\">Cancel</a></li>");
        return IssuerPage.Show(http, StatusCodes.Status200OK, $"Sign in to {IssuerPage.Html(request.ClientId)} as", $"<ul>{links}</ul>");
    }

    // There is no session here to end.
    private static IResult EndSession(HttpContext http, IOptions<IssuerOptions> issuer)
    {
        IssuerPage.Protect(http);
        var address = http.Request.Query["post_logout_redirect_uri"].ToString();
        if (address.Length == 0)
        {
            return IssuerPage.Show(http, StatusCodes.Status200OK, "You are signed out", "");
        }

        return issuer.Value.Clients.TryGetValue(http.Request.Query["client_id"].ToString(), out var client) && client.RedirectUris.Contains(address, StringComparer.Ordinal)
            ? Results.Redirect(QueryHelpers.AddQueryString(address, http.Request.Query["state"] is [{ Length: > 0 } state] ? new Dictionary<string, string?>(StringComparer.Ordinal) { ["state"] = state } : []))
            : IssuerPage.Show(http, StatusCodes.Status400BadRequest, "You are signed out", "<p>post_logout_redirect_uri: it is none of the addresses of that client.</p>");
    }

    private static IResult Return(string redirectUri, IOptions<IdentityOptions> identity, params (string Name, string? Value)[] values) => Results.Redirect(Address(redirectUri, identity, values));

    // RFC 9207: the answer names its issuer.
    private static string Address(string redirectUri, IOptions<IdentityOptions> identity, params (string Name, string? Value)[] values) => QueryHelpers.AddQueryString(
        redirectUri, values.Append(("iss", identity.Value.Authority)).Where(value => !string.IsNullOrEmpty(value.Item2)).Select(value => KeyValuePair.Create(value.Item1, value.Item2)));
}
