using System.Text;
using System.Text.Encodings.Web;
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
    private static readonly (string Name, string Value)[] Headers =
    [
        ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    ];

    public static void MapAuthorization(this IEndpointRouteBuilder routes)
    {
        var connect = routes.MapGroup("/connect").AllowAnonymous().AddEndpointFilter(TokenRateLimit.FilterStrangersAsync).WithTags("Identity");
        connect.MapGet("/authorize", Authorize).WithName("Authorize").WithSummary("Choose the persona that a client signs in, in Development");
        connect.MapGet("/end-session", EndSession).WithName("EndSession").WithSummary("Return to a client that has signed out a persona");
    }

    private static IResult Authorize(HttpContext http, IOptions<IssuerOptions> issuer, IOptions<IdentityOptions> identity, PersonaDirectory personas, AuthorizationCodes codes, TimeProvider time)
    {
        foreach (var (name, value) in Headers)
        {
            http.Response.Headers[name] = value;
        }

        var query = http.Request.Query;
        if (AuthorizationRequest.Read(query, issuer.Value, out var problem, out var error) is not { } request)
        {
            return problem is not null ? Page(StatusCodes.Status400BadRequest, "This sign-in cannot go on", $"<p>{Html(problem)}</p>") : Return(query["redirect_uri"]!, identity, ("error", error!.Error), ("error_description", error.ErrorDescription), ("state", query["state"]));
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

        var links = new StringBuilder();
        foreach (var known in personas.All)
        {
            links.Append("<li><a href=\"").Append(Html(http.Request.Path + http.Request.QueryString.Add("persona", known.Name))).Append("\">").Append(Html(known.Name)).Append("</a> ").Append(Html(known.About)).Append("</li>");
        }

        links.Append("<li><a href=\"").Append(Html(Address(request.RedirectUri, identity, ("error", "access_denied"), ("state", request.State)))).Append("\">Cancel</a></li>");
        return Page(StatusCodes.Status200OK, $"Sign in to {Html(request.ClientId)} as", $"<ul>{links}</ul>");
    }

    // There is no session here to end.
    private static IResult EndSession(HttpContext http, IOptions<IssuerOptions> issuer)
    {
        foreach (var (name, value) in Headers)
        {
            http.Response.Headers[name] = value;
        }

        var address = http.Request.Query["post_logout_redirect_uri"].ToString();
        if (address.Length == 0)
        {
            return Page(StatusCodes.Status200OK, "You are signed out", "");
        }

        return issuer.Value.Clients.TryGetValue(http.Request.Query["client_id"].ToString(), out var client) && client.RedirectUris.Contains(address, StringComparer.Ordinal)
            ? Results.Redirect(QueryHelpers.AddQueryString(address, http.Request.Query["state"] is [{ Length: > 0 } state] ? new Dictionary<string, string?>(StringComparer.Ordinal) { ["state"] = state } : []))
            : Page(StatusCodes.Status400BadRequest, "You are signed out", "<p>post_logout_redirect_uri: it is none of the addresses of that client.</p>");
    }

    private static IResult Return(string redirectUri, IOptions<IdentityOptions> identity, params (string Name, string? Value)[] values) => Results.Redirect(Address(redirectUri, identity, values));

    // RFC 9207: the answer names its issuer.
    private static string Address(string redirectUri, IOptions<IdentityOptions> identity, params (string Name, string? Value)[] values) => QueryHelpers.AddQueryString(
        redirectUri, values.Append(("iss", identity.Value.Authority)).Where(value => !string.IsNullOrEmpty(value.Item2)).Select(value => KeyValuePair.Create(value.Item1, value.Item2)));

    private static IResult Page(int status, string title, string body) => Results.Content(
        $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head><body><main><h1>{title}</h1>{body}</main></body></html>",
        "text/html; charset=utf-8", statusCode: status);

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
