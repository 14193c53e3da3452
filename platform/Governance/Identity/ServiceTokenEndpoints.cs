using MeshStarter.Contracts.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MeshStarter.Governance.Identity;

/// <summary>Tokens for services, by client credentials (RFC 6749 section 4.4), the tokens of sign-ins, and narrower tokens in exchange for wider ones (RFC 8693).</summary>
internal static partial class ServiceTokenEndpoints
{
    // The form is read before the caller is known.
    private const int MaxBodyBytes = 64 * 1024;

    private static readonly string[] Single = ["grant_type", "client_id", "client_secret", "scope", "subject_token", "subject_token_type", "code", "code_verifier", "redirect_uri", "refresh_token", "device_code"];

    public static void MapServiceTokens(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/connect/token", IssueAsync)
            .AllowAnonymous()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .WithTags("Identity")
            .WithName("ServiceToken")
            .WithSummary("A token for a service, by client credentials; the tokens of a sign-in; a narrower token, by token exchange");

    private static async Task<Results<Ok<TokenResponse>, JsonHttpResult<OAuthError>, StatusCodeHttpResult>> IssueAsync(
        HttpContext context, ClientDirectory clients, TokenRateLimit limit, AudienceSelection audiences, TokenOffice office, TokenExchange exchange, SignInTokens signIns, ILogger<TokenOffice> logger, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.ReadAsync(context.Request, cancellationToken) is not { } form)
        {
            return Refuse(OAuthForm.Unreadable);
        }

        if (Array.Find(Single, name => form[name].Count > 1) is { } repeated)
        {
            return Refuse(new OAuthError("invalid_request", $"{repeated} is given more than once."));
        }

        if (form["grant_type"].ToString() == TokenExchangeForm.GrantType)
        {
            // A service that shows its secret exchanges tokens within its own limit: a flood without one keeps it from none.
            var service = clients.Find(ClientCredentials.Read(context.Request, form, out _));
            if (!(service is null ? limit.MayExchange() : limit.MayService(service)))
            {
                return TokenRateLimit.Refuse(context);
            }

            var (narrowed, refusal) = await exchange.RunAsync(form, cancellationToken);
            return narrowed is null ? Refuse(refusal!) : TypedResults.Ok(narrowed);
        }

        if (ClientCredentials.AreAbsent(context.Request, form) && clients.Identify(context.Request, form) is { } client)
        {
            return await IssueToPublicAsync(context, client, form, limit, signIns, cancellationToken);
        }

        if (ClientCredentials.Read(context.Request, form, out var error) is not { } credentials)
        {
            return error!.Error == "invalid_client" ? RefuseClient(context, error) : Refuse(error);
        }

        if (!clients.TryAuthenticate(credentials.Id, credentials.Secret, out var domain))
        {
            if (!limit.MayStranger())
            {
                return TokenRateLimit.Refuse(context);
            }

            LogRefused(logger);
            return RefuseClient(context, new OAuthError("invalid_client", "There is no such client with such a secret."));
        }
        if (!limit.MayService(credentials.Id))
        {
            return TokenRateLimit.Refuse(context);
        }

        if (form["grant_type"].ToString() is SignInTokens.CodeGrant or SignInTokens.RefreshGrant)
        {
            var (tokens, refusal) = await signIns.RunAsync(form["grant_type"].ToString(), credentials.Id, form, cancellationToken);
            return tokens is null ? Refuse(refusal!) : TypedResults.Ok(tokens);
        }

        if (form["grant_type"].ToString() != "client_credentials")
        {
            return Refuse(new OAuthError("unsupported_grant_type", $"grant_type must be client_credentials, {SignInTokens.CodeGrant}, {SignInTokens.RefreshGrant}, or {TokenExchangeForm.GrantType}."));
        }

        if (audiences.Select([.. form["audience"].OfType<string>()], out _) is not { } selected)
        {
            return Refuse(new OAuthError("invalid_target", $"audience names an unknown service or domain; use names of {string.Join(", ", audiences.All)}."));
        }

        return TypedResults.Ok(await office.IssueAsync(TokenSubject.OfService(credentials.Id, domain), selected, cancellationToken));
    }

    // Without a secret a client is any caller.
    private static async Task<Results<Ok<TokenResponse>, JsonHttpResult<OAuthError>, StatusCodeHttpResult>> IssueToPublicAsync(
        HttpContext context, string client, IFormCollection form, TokenRateLimit limit, SignInTokens signIns, CancellationToken cancellationToken)
    {
        if (!limit.MayStranger())
        {
            return TokenRateLimit.Refuse(context);
        }

        var grantType = form["grant_type"].ToString();
        if (grantType is not (SignInTokens.DeviceGrant or SignInTokens.RefreshGrant))
        {
            return Refuse(new OAuthError("unauthorized_client", $"{client} has no secret: grant_type must be {SignInTokens.DeviceGrant} or {SignInTokens.RefreshGrant}."));
        }

        var (tokens, refusal) = await signIns.RunAsync(grantType, client, form, cancellationToken);
        return tokens is null ? Refuse(refusal!) : TypedResults.Ok(tokens);
    }

    private static JsonHttpResult<OAuthError> Refuse(OAuthError error) => TypedResults.Json(error, statusCode: StatusCodes.Status400BadRequest);

    private static JsonHttpResult<OAuthError> RefuseClient(HttpContext context, OAuthError error)
    {
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"mesh\"";
        return TypedResults.Json(error, statusCode: StatusCodes.Status401Unauthorized);
    }

    // Neither the id nor the secret: a mistyped pair may have them the wrong way round.
    [LoggerMessage(2004, LogLevel.Warning, "A client was refused: unknown id or wrong secret")]
    private static partial void LogRefused(ILogger logger);
}
