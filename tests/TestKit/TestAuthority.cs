using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.TestKit;

/// <summary>
/// A foreign identity provider on loopback: real Kestrel, real keys, OIDC discovery, JWKS, and a token endpoint for client
/// credentials. A service under test points <c>Mesh:Identity:Authority</c> at <see cref="Issuer"/>.
/// </summary>
public sealed partial class TestAuthority : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _keyFetches;
    private int _tokenRequests;
    private int _refusals;
    private int _held;

    private TestAuthority(WebApplication app, string issuer)
    {
        (_app, Issuer) = (app, issuer);
        Keys = [SigningKey];
    }

    /// <summary>The issuer, exactly as tokens name it.</summary>
    public string Issuer { get; }

    /// <summary>The key that <see cref="Token"/> signs with; replace it to rotate.</summary>
    public TestKey SigningKey { get; set; } = TestKey.Es256();

    /// <summary>The keys that the JWKS lists.</summary>
    public IList<TestKey> Keys { get; }

    /// <summary>The body that the JWKS endpoint sends instead of <see cref="Keys"/>, when set.</summary>
    public string? RawKeySet { get; set; }

    /// <summary>The body that the token endpoint sends to services instead of a token, when set.</summary>
    public string? RawToken { get; set; }

    /// <summary>False answers every request with 500.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>The number of requests while it was not up.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>The number of requests for the keys.</summary>
    public int KeyFetches => Volatile.Read(ref _keyFetches);

    /// <summary>The number of requests to the token endpoint.</summary>
    public int TokenRequests => Volatile.Read(ref _tokenRequests);

    /// <summary>The lifetime of tokens of the token endpoint.</summary>
    public TimeSpan TokenLife { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The domains of services that ask the token endpoint, by their names; a service that is not among them has none.</summary>
    public Dictionary<string, string> ServiceDomains { get; } = new(StringComparer.Ordinal);

    /// <summary>The end of the wait of all requests of services for tokens, when set.</summary>
    public Task? HoldServices { get; set; }

    /// <summary>The end of the wait of all requests to refresh tokens, when set.</summary>
    public Task? Hold { get; set; }

    /// <summary>The number of requests that have waited for <see cref="Hold"/>.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>The last form sent to the token endpoint.</summary>
    public IFormCollection? LastForm { get; private set; }

    public static async Task<TestAuthority> StartAsync()
    {
        var port = FreePort.Take();
        var app = Loopback.Build(port);
        var authority = new TestAuthority(app, $"http://127.0.0.1:{port}");
        app.Use(async (context, next) =>
        {
            if (authority.IsUp)
            {
                await next(context);
                return;
            }
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            Interlocked.Increment(ref authority._refusals);
        });
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new JsonObject
        {
            ["issuer"] = authority.Issuer,
            ["jwks_uri"] = authority.Issuer + "/jwks",
            ["token_endpoint"] = authority.Issuer + "/token",
            ["authorization_endpoint"] = authority.Issuer + "/authorize",
            ["end_session_endpoint"] = authority.Issuer + "/end",
            ["authorization_response_iss_parameter_supported"] = true,
        }));
        app.MapGet("/authorize", authority.Authorize);
        app.MapGet("/jwks", () =>
        {
            Interlocked.Increment(ref authority._keyFetches);
            return Results.Text(authority.RawKeySet ?? new JsonObject { ["keys"] = new JsonArray([.. authority.Keys.Select(key => key.PublicJwk())]) }.ToJsonString(), "application/json");
        });
        app.MapPost("/token", (Delegate)authority.IssueAsync);
        await app.StartAsync(CancellationToken.None);
        return authority;
    }

    /// <summary>A genuine token, good for ten minutes.</summary>
    public string Token(string subject, string audience, string? domain = null, IReadOnlyList<string>? roles = null, IReadOnlyList<string>? purposes = null) =>
        SigningKey.Sign(Claims(subject, audience, domain, roles, purposes));

    /// <summary>The claims of a genuine token, for tests that spoil one.</summary>
    public JsonObject Claims(string subject, string audience, string? domain = null, IReadOnlyList<string>? roles = null, IReadOnlyList<string>? purposes = null)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = subject,
            ["aud"] = new JsonArray(audience),
            ["client_id"] = subject,
            ["iat"] = now,
            ["exp"] = now + (long)TokenLife.TotalSeconds,
            ["jti"] = RandomNumberGenerator.GetHexString(16),
        };
        if (domain is not null)
        {
            claims["domain"] = domain;
        }

        if (roles is not null)
        {
            claims["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]);
        }

        if (purposes is not null)
        {
            claims["purpose"] = new JsonArray([.. purposes.Select(purpose => JsonValue.Create(purpose))]);
        }

        return claims;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> IssueAsync(HttpContext context)
    {
        Interlocked.Increment(ref _tokenRequests);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        LastForm = form;
        if (Hold is { } hold && form["grant_type"].ToString() is "refresh_token")
        {
            Interlocked.Increment(ref _held);
            await hold.WaitAsync(context.RequestAborted);
        }

        if (Client is not null && form["grant_type"].ToString() is not "client_credentials")
        {
            return SignInTokens(context, form);
        }

        await (HoldServices?.WaitAsync(context.RequestAborted) ?? Task.CompletedTask);
        return RawToken is not null ? Results.Text(RawToken, "text/html") : Results.Json(new JsonObject
        {
            ["access_token"] = Token(form["client_id"].ToString(), form["audience"].ToString(), ServiceDomains.GetValueOrDefault(form["client_id"].ToString()), ["service"]),
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)TokenLife.TotalSeconds,
        });
    }
}
