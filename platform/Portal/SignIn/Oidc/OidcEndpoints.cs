using System.Security.Claims;
using System.Security.Cryptography;
using MeshStarter.Portal.SignIn.Sessions;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>
/// Sign-in and sign-out by OpenID Connect: authorization code with PKCE (S256), state and nonce (RFC 9700). Each goes on by a page of the portal's own,
/// because a browser sends "strict" cookies for no link of another site, and applies form-action to the redirects after a form.
/// </summary>
internal static partial class OidcEndpoints
{
    /// <summary>The path of the provider's answer.</summary>
    public const string Callback = "/sign-in/oidc/callback";

    private const string SignOutPurpose = "MeshStarter.Portal.SignOut";

    private static readonly TimeSpan SignOutLifetime = TimeSpan.FromMinutes(2);

    public static IEndpointRouteBuilder MapOidc(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/oidc", BeginAsync).AllowAnonymous().WithName("OidcSignIn").WithSummary("Sign in at the identity provider");
        app.MapGet(Callback, CompleteAsync).AllowAnonymous().WithName("OidcCallback").WithSummary("The identity provider's answer");
        app.MapGet("/sign-out/provider", EndAtProviderAsync).AllowAnonymous().WithName("OidcSignOut").WithSummary("Sign out at the identity provider, too");
        return app;
    }

    /// <summary>Returns the page that goes on after the end of a user's session: the provider's sign-out where it has one.</summary>
    public static async Task<IResult> SignOutAsync(HttpContext http, string session, UserSessions sessions, ProviderMetadata provider, IDataProtectionProvider protection, SignInCookies cookies)
    {
        if (!await OffersSignOutAsync(provider, http.RequestAborted))
        {
            await sessions.TakeEndedAsync(session, http.RequestAborted);
            return Results.LocalRedirect("/sign-in");
        }

        http.Response.Cookies.Append(cookies.SignOut, protection.CreateProtector(SignOutPurpose).Protect(session), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            MaxAge = SignOutLifetime,
            Path = "/sign-out",
            IsEssential = true,
        });
        return Results.LocalRedirect("/sign-in/signed-out");
    }

    private static async Task<IResult> BeginAsync(
        HttpContext http, ProviderMetadata provider, IOptions<IdentityOptions> identity, IOptions<SignInOptions> options, IDataProtectionProvider protection, SignInCookies cookies,
        TimeProvider time, ILogger<SignInAttempt> logger, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var metadata = await provider.GetAsync(cancellationToken);
            if (string.IsNullOrEmpty(metadata.AuthorizationEndpoint))
            {
                throw new SignInRefusedException(SignInFailure.Provider, "The provider's metadata has no authorization_endpoint.");
            }

            var requested = http.Request.Query["return"].ToString();
            var attempt = SignInAttempt.Begin(AddressOf(http, options.Value) + Callback, RedirectHttpResult.IsLocalUrl(requested) ? requested : "/", time.GetUtcNow());
            attempt.Store(http, protection, cookies.Attempt);
            return Results.Redirect(QueryHelpers.AddQueryString(metadata.AuthorizationEndpoint, new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["response_type"] = "code",
                ["client_id"] = identity.Value.ClientId,
                ["redirect_uri"] = attempt.RedirectUri,
                ["scope"] = options.Value.Scope,
                ["state"] = attempt.State,
                ["nonce"] = attempt.Nonce,
                ["code_challenge"] = attempt.Challenge,
                ["code_challenge_method"] = "S256",
            }));
        }
        catch (SignInRefusedException refused)
        {
            return Failed(refused, logger);
        }
    }

    private static async Task<IResult> CompleteAsync(
        HttpContext http, ProviderMetadata provider, TokenEndpoint endpoint, IdTokenValidator validator, UserSessions sessions, IOptions<IdentityOptions> identity,
        IDataProtectionProvider protection, SignInCookies cookies, TimeProvider time, ILogger<SignInAttempt> logger, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var query = http.Request.Query;
            var attempt = query["state"] is [{ Length: > 0 } state] ? SignInAttempt.Take(http, protection, cookies.Attempt, state, time.GetUtcNow()) : null;
            if (attempt is null)
            {
                throw new SignInRefusedException(SignInFailure.State, "The answer belongs to no sign-in of this browser, or to one that is too old.");
            }

            // RFC 9207: the answer of another provider is not sent to this one.
            var metadata = await provider.GetAsync(cancellationToken);
            var named = query["iss"].ToString();
            if (named.Length > 0 ? named != identity.Value.Authority : metadata.AuthorizationResponseIssParameterSupported)
            {
                throw new SignInRefusedException(SignInFailure.State, "The answer is of another issuer.");
            }

            if (query["error"] is [{ Length: > 0 } error])
            {
                throw new SignInRefusedException(error is "access_denied" or "login_required" or "interaction_required" or "consent_required" ? SignInFailure.Denied : SignInFailure.Provider, $"The provider answered {error}: {query["error_description"]}");
            }

            if (query["code"] is not [{ Length: > 0 } code])
            {
                throw new SignInRefusedException(SignInFailure.Provider, "The provider answered without a code.");
            }

            var tokens = await endpoint.RedeemAsync(code, attempt.RedirectUri, attempt.Verifier, cancellationToken);
            var user = await validator.ValidateAsync(tokens, attempt.Nonce, cancellationToken);
            var subject = user.FindFirst(MeshClaims.Subject)!.Value;
            var session = await sessions.BeginAsync(subject, tokens, cancellationToken);
            await http.SignInAsync(SignInServices.Scheme, Principal(user, session), new AuthenticationProperties { ExpiresUtc = session.Until, AllowRefresh = false });
            return Results.LocalRedirect(QueryHelpers.AddQueryString("/sign-in/done", "return", attempt.Return));
        }
        catch (SignInRefusedException refused)
        {
            return Failed(refused, logger);
        }
    }

    private static async Task<IResult> EndAtProviderAsync(
        HttpContext http, ProviderMetadata provider, UserSessions sessions, IOptions<IdentityOptions> identity, IOptions<SignInOptions> options, IDataProtectionProvider protection, SignInCookies cookies, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Cookies.Delete(cookies.SignOut, new CookieOptions { Path = "/sign-out" });
        try
        {
            if (http.Request.Cookies[cookies.SignOut] is not { } text
                || await sessions.TakeEndedAsync(protection.CreateProtector(SignOutPurpose).Unprotect(text), cancellationToken) is not { } idToken
                || await provider.GetAsync(cancellationToken) is not { EndSessionEndpoint: { Length: > 0 } end })
            {
                return Results.LocalRedirect("/sign-in");
            }

            return Results.Redirect(QueryHelpers.AddQueryString(end, new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["id_token_hint"] = idToken,
                ["client_id"] = identity.Value.ClientId,
                ["post_logout_redirect_uri"] = AddressOf(http, options.Value) + "/sign-in",
            }));
        }
        catch (Exception failed) when (failed is SignInRefusedException or CryptographicException)
        {
            return Results.LocalRedirect("/sign-in");
        }
    }

    private static async Task<bool> OffersSignOutAsync(ProviderMetadata provider, CancellationToken cancellationToken)
    {
        try
        {
            return !string.IsNullOrEmpty((await provider.GetAsync(cancellationToken)).EndSessionEndpoint);
        }
        catch (SignInRefusedException)
        {
            return false;
        }
    }

    // The services decide by the access token; these claims only choose what pages show.
    private static ClaimsPrincipal Principal(ClaimsPrincipal user, SignInSession session)
    {
        List<Claim> claims = [new(MeshClaims.Subject, session.Subject), SessionCookie.ClaimOf(session)];
        if ((user.FindFirst("name") ?? user.FindFirst("preferred_username") ?? user.FindFirst("email")) is { } name)
        {
            claims.Add(new Claim("name", name.Value));
        }

        claims.AddRange(user.Claims.Where(claim => claim.Type is MeshClaims.Domain or MeshClaims.Roles).Select(claim => new Claim(claim.Type, claim.Value)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, SignInServices.Scheme, MeshClaims.Subject, MeshClaims.Roles));
    }

    private static string AddressOf(HttpContext http, SignInOptions options) =>
        string.IsNullOrEmpty(options.PublicUrl) ? $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}" : options.PublicUrl.TrimEnd('/');

    private static IResult Failed(SignInRefusedException refused, ILogger logger)
    {
        LogRefused(logger, refused.Failure, refused.Message);
        return Results.LocalRedirect($"/sign-in/failed?reason={refused.Failure.ToString().ToLowerInvariant()}");
    }

    [LoggerMessage(2800, LogLevel.Warning, "A sign-in failed ({Failure}): {Reason}")]
    private static partial void LogRefused(ILogger logger, SignInFailure failure, string reason);
}
