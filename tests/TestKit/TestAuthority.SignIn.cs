using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MeshStarter.TestKit;

/// <summary>Its sign-in of users by authorization code with PKCE, refresh tokens and token exchange. The user agrees at once.</summary>
public sealed partial class TestAuthority
{
    private readonly ConcurrentDictionary<string, IQueryCollection> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _refreshTokens = new(StringComparer.Ordinal);
    private int _refreshes;
    private int _putOff;

    /// <summary>The user who signs in.</summary>
    public string User { get; set; } = "ana";

    /// <summary>The audience of access tokens of a sign-in.</summary>
    public string UserAudience { get; set; } = "mesh";

    /// <summary>An audience that each access token of a refresh with a scope has, too.</summary>
    public string? DefaultAudience { get; set; }

    /// <summary>The basic credentials of the client, <c>id:secret</c>.</summary>
    public string? Client { get; set; }

    /// <summary>Spoils the claims of an ID token.</summary>
    public Action<JsonObject>? SpoilIdToken { get; set; }

    /// <summary>Spoils the text of an ID token.</summary>
    public Func<string, string>? ReplaceIdToken { get; set; }

    /// <summary>Spoils the answer of the authorization endpoint.</summary>
    public Action<Dictionary<string, string?>>? SpoilAnswer { get; set; }

    /// <summary>The lifetime that the token endpoint names for an access token of a sign-in, in seconds.</summary>
    public int UserTokenSeconds { get; set; } = 600;

    /// <summary>The grant types that the token endpoint refuses.</summary>
    public HashSet<string> RefusedGrants { get; } = new(StringComparer.Ordinal);

    /// <summary>The status that a refresh gets, without a body; null for tokens.</summary>
    public int? RefreshStatus { get; set; }

    /// <summary>The number of times that a refresh got <see cref="RefreshStatus"/>.</summary>
    public int PutOff => Volatile.Read(ref _putOff);

    /// <summary>The number of times that tokens were refreshed.</summary>
    public int Refreshes => Volatile.Read(ref _refreshes);

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        var code = RandomNumberGenerator.GetHexString(32);
        _codes[code] = query;
        var answer = new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = code, ["state"] = query["state"], ["iss"] = Issuer };
        SpoilAnswer?.Invoke(answer);
        return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"]!, answer.Where(value => value.Value is not null)));
    }

    private IResult SignInTokens(HttpContext context, IFormCollection form)
    {
        var grant = form["grant_type"].ToString();
        if (context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Client ?? ""))}")
        {
            return Refuse("invalid_client", StatusCodes.Status401Unauthorized);
        }

        if (RefusedGrants.Contains(grant))
        {
            return Refuse("invalid_grant");
        }

        switch (grant)
        {
            case "authorization_code":
                return _codes.TryRemove(form["code"].ToString(), out var request) && request["redirect_uri"] == form["redirect_uri"]
                    && request["code_challenge_method"] == "S256" && request["code_challenge"] == TestKey.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())))
                    ? Tokens(request["client_id"]!, request["nonce"]) : Refuse("invalid_grant");
            case "refresh_token" when RefreshStatus is { } status:
                Interlocked.Increment(ref _putOff);
                return Results.StatusCode(status);
            case "refresh_token":
                if (!_refreshTokens.TryRemove(form["refresh_token"].ToString(), out _))
                {
                    return Refuse("invalid_grant");
                }

                Interlocked.Increment(ref _refreshes);
                return Tokens(Client!.Split(':')[0], nonce: null, AudiencesOf(form["scope"].ToString()));
            default:
                var claims = Claims(User, "", roles: ["analyst"]);
                claims["aud"] = new JsonArray([.. form["audience"].Select(audience => JsonValue.Create(audience))]);
                return Results.Json(new JsonObject { ["access_token"] = SigningKey.Sign(claims), ["token_type"] = "Bearer", ["expires_in"] = UserTokenSeconds });
        }
    }

    // A scope aud-x is for audience x, as with Keycloak's audience mappers.
    private string[] AudiencesOf(string scope) => scope.Length == 0 ? [UserAudience]
        : [.. scope.Split(' ').Where(name => name.StartsWith("aud-", StringComparison.Ordinal)).Select(name => name["aud-".Length..]), .. DefaultAudience is { } further ? [further] : (string[])[]];

    private IResult Tokens(string client, string? nonce, params string[] audiences)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = Claims(User, UserAudience, roles: ["analyst"]);
        if (audiences.Length > 0)
        {
            claims["aud"] = new JsonArray([.. audiences.Select(audience => JsonValue.Create(audience))]);
        }

        var access = SigningKey.Sign(claims);
        var id = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = User,
            ["aud"] = client,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["nonce"] = nonce,
            ["name"] = "Ana Example",
            ["roles"] = new JsonArray("analyst"),
            ["at_hash"] = TestKey.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(access)).AsSpan(0, 16)),
        };
        SpoilIdToken?.Invoke(id);
        var text = SigningKey.Sign(id, new JsonObject { ["typ"] = "JWT" });
        var refresh = RandomNumberGenerator.GetHexString(32);
        _refreshTokens[refresh] = true;
        return Results.Json(new JsonObject
        {
            ["access_token"] = access,
            ["token_type"] = "Bearer",
            ["expires_in"] = UserTokenSeconds,
            ["refresh_token"] = refresh,
            ["id_token"] = ReplaceIdToken?.Invoke(text) ?? text,
        });
    }

    private static IResult Refuse(string error, int status = StatusCodes.Status400BadRequest) => Results.Json(new JsonObject { ["error"] = error }, statusCode: status);
}
