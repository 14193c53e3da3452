using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace MeshStarter.Governance.Identity;

/// <summary>Ends a sign-in by its refresh token (RFC 7009). Access tokens end by themselves.</summary>
internal static class RevocationEndpoint
{
    private const int MaxBodyBytes = 64 * 1024;

    public static void MapRevocation(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/connect/revoke", RevokeAsync)
            .AllowAnonymous()
            .AddEndpointFilter(TokenRateLimit.FilterStrangersAsync)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .WithTags("Identity")
            .WithName("Revoke")
            .WithSummary("End a sign-in by its refresh token");

    // A token that is none is no error (section 2.2): it is not valid afterwards.
    private static async Task<Results<Ok, JsonHttpResult<OAuthError>>> RevokeAsync(HttpContext http, ClientDirectory clients, RefreshTokens refreshing, CancellationToken cancellationToken)
    {
        if (await OAuthForm.ReadAsync(http.Request, cancellationToken) is not { } form)
        {
            return TypedResults.Json(OAuthForm.Unreadable, statusCode: StatusCodes.Status400BadRequest);
        }

        if (form["token"] is not [{ Length: > 0 } token])
        {
            return TypedResults.Json(new OAuthError("invalid_request", "Send one token as application/x-www-form-urlencoded."), statusCode: StatusCodes.Status400BadRequest);
        }

        if (clients.Identify(http.Request, form) is not { } client)
        {
            return TypedResults.Json(new OAuthError("invalid_client", "There is no such client with such a secret."), statusCode: StatusCodes.Status401Unauthorized);
        }

        refreshing.Revoke(token, client);
        return TypedResults.Ok();
    }
}
