using System.Buffers.Text;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Tokens;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace MeshStarter.Governance.Identity;

/// <summary>Serves the issuer's public metadata and keys (OpenID Connect Discovery 1.0, RFC 7517).</summary>
internal static class DiscoveryEndpoints
{
    public static void MapDiscovery(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/.well-known").AllowAnonymous().WithTags("Identity");
        group.MapGet("/openid-configuration", Configuration).WithName("OpenIdConfiguration").WithSummary("Where the issuer's keys and token endpoint are");
        group.MapGet("/jwks.json", Keys).WithName("Keys").WithSummary("The issuer's public keys");
    }

    private static JsonHttpResult<JsonObject> Configuration(IOptions<IdentityOptions> identity)
    {
        var issuer = identity.Value.Authority!;
        return TypedResults.Json(new JsonObject
        {
            ["issuer"] = issuer,
            ["jwks_uri"] = issuer + "/.well-known/jwks.json",
            ["token_endpoint"] = issuer + "/connect/token",
            ["device_authorization_endpoint"] = issuer + "/connect/device_authorization",
            ["revocation_endpoint"] = issuer + "/connect/revoke",
            ["authorization_endpoint"] = issuer + "/connect/authorize",
            ["end_session_endpoint"] = issuer + "/connect/end-session",
            ["grant_types_supported"] = new JsonArray(SignInTokens.CodeGrant, SignInTokens.DeviceGrant, SignInTokens.RefreshGrant, "client_credentials", TokenExchangeForm.GrantType),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post", "none"),
            ["response_types_supported"] = new JsonArray("code"),
            ["response_modes_supported"] = new JsonArray("query"),
            ["scopes_supported"] = new JsonArray("openid", "profile", "offline_access"),
            ["claims_supported"] = new JsonArray("sub", "name", "domain", "roles", "auth_time"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["authorization_response_iss_parameter_supported"] = true,
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("ES256"),
        });
    }

    private static JsonHttpResult<JsonObject> Keys(IssuerKeyRing keys, HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=600";
        return TypedResults.Json(new JsonObject
        {
            ["keys"] = new JsonArray([.. keys.Keys.Select(Jwk)]),
        });
    }

    private static JsonObject Jwk(IssuerKey key)
    {
        var point = key.Key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
            ["kid"] = key.Id,
            ["alg"] = "ES256",
            ["use"] = "sig",
        };
    }
}
