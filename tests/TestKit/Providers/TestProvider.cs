using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MeshStarter.TestKit.Providers;

/// <summary>
/// An identity provider over TLS that issues tokens as a company's does: a token for one API, by a scope of it; no token exchange; refresh tokens that
/// are good for any API of the sign-in. It knows a mesh's services as its own applications.
/// </summary>
public sealed partial class TestProvider : IAsyncDisposable
{
    private const int LifeSeconds = 3900;

    private readonly WebApplication _app;
    private readonly ProviderDirectory _directory;
    private readonly TestKey _key = TestKey.Rs256();
    private readonly ConcurrentDictionary<string, IQueryCollection> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (ProviderUser User, string Scope)> _refreshTokens = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _refusals = new();

    private TestProvider(WebApplication app, ProviderDirectory directory, string issuer) => (_app, _directory, Issuer) = (app, directory, issuer);

    /// <summary>The issuer.</summary>
    public string Issuer { get; }

    /// <summary>The person who signs in at once.</summary>
    public ProviderUser? User { get; set; }

    /// <summary>The requests that were refused, with the reason.</summary>
    public IReadOnlyCollection<string> Refusals => _refusals;

    /// <summary>Starts it.</summary>
    /// <param name="directory">The applications.</param>
    /// <param name="certificate">The file that its certificate is written to, for those who must trust it; its key is in a file that ends with <c>.key</c>.</param>
    /// <param name="isExpired">Whether its certificate has run out.</param>
    public static async Task<TestProvider> StartAsync(ProviderDirectory directory, string certificate, bool isExpired = false)
    {
        var own = TestKey.Certificate(TimeProvider.System.GetUtcNow().AddDays(isExpired ? -1 : 1));
        await File.WriteAllTextAsync(certificate, own.ExportCertificatePem());
        await File.WriteAllTextAsync(certificate + ".key", own.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var port = FreePort.Take();
        var app = Loopback.Build(port, builder => builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(own))));
        var provider = new TestProvider(app, directory, $"https://localhost:{port}{directory.Path}");
        var endpoints = app.MapGroup(directory.Path);
        endpoints.MapGet("/.well-known/openid-configuration", () => Results.Json(new JsonObject
        {
            ["device_authorization_endpoint"] = provider.Issuer + "/device",
            ["revocation_endpoint"] = directory.Revokes ? provider.Issuer + "/revoke" : null,
            ["issuer"] = provider.Issuer,
            ["jwks_uri"] = provider.Issuer + "/keys",
            ["token_endpoint"] = provider.Issuer + "/token",
            ["authorization_endpoint"] = provider.Issuer + "/authorize",
            ["end_session_endpoint"] = provider.Issuer + "/logout",
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "private_key_jwt", "client_secret_basic"),
        }));
        endpoints.MapGet("/keys", () => Results.Json(new JsonObject { ["keys"] = new JsonArray(provider._key.PublicJwk()) }));
        endpoints.MapGet("/authorize", provider.Authorize);
        endpoints.MapPost("/token", (Delegate)provider.IssueAsync);
        endpoints.MapPost("/device", (Delegate)provider.BeginDeviceAsync);
        endpoints.MapPost("/revoke", (Delegate)provider.RevokeAsync);
        await app.StartAsync(CancellationToken.None);
        return provider;
    }

    /// <summary>A person's token for a service, as the portal gets it.</summary>
    public string TokenOf(ProviderUser user, string service) =>
        Signed(_directory.FormOf(service).OfPerson(user, _directory.Clients["portal"], _directory.AudienceOf(service), "openid profile"), service);

    /// <summary>An application's own token for a service.</summary>
    public string TokenOf(ProviderClient client, string service) => Signed(_directory.FormOf(service).OfService(client, _directory.AudienceOf(service)), service);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Authorize(HttpContext context)
    {
        var code = RandomNumberGenerator.GetHexString(32);
        _codes[code] = context.Request.Query;
        return Results.Redirect(QueryHelpers.AddQueryString(context.Request.Query["redirect_uri"]!, new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = code, ["state"] = context.Request.Query["state"] }));
    }

    private async Task<IResult> IssueAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (id, secret) = Credentials(context.Request, form);
        if (_directory.Clients.Values.Append(_directory.CommandLine).FirstOrDefault(client => client.Id == id && client.Secret == secret) is not { } client)
        {
            return Refuse("invalid_client", $"{id} with another secret");
        }

        // Entra: AADSTS901002.
        if (form.ContainsKey("resource"))
        {
            return Refuse("invalid_request", "the parameter resource");
        }

        var scope = form["scope"].ToString();
        switch (form["grant_type"].ToString())
        {
            case "client_credentials":
                return _directory.ServiceOf(scope, isApplication: true) is { } service
                    ? Answer(Signed(_directory.FormOf(service).OfService(client, _directory.AudienceOf(service)), service)) : Refuse("invalid_scope", scope);
            case "authorization_code":
                return _codes.TryRemove(form["code"].ToString(), out var request) && request["redirect_uri"] == form["redirect_uri"] && request["client_id"] == id
                    && request["code_challenge"] == TestKey.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())))
                    // The access token of a sign-in is for the provider's own API, which no service of the mesh accepts.
                    ? Answer(Signed(_directory.Sign.OfPerson(User!, client, "00000003-0000-0000-c000-000000000000", request["scope"]!), service: null), User, client, request["nonce"], request["scope"]!)
                    : Refuse("invalid_grant", "the code");
            case DeviceGrant:
                return CollectDevice(form, client);
            case "refresh_token":
                if (!_refreshTokens.TryRemove(form["refresh_token"].ToString(), out var held))
                {
                    return Refuse("invalid_grant", "a refresh token that was used before");
                }

                var named = scope.Length == 0 ? null : _directory.ServiceOf(scope, isApplication: false);
                return scope.Length > 0 && named is null ? Refuse("invalid_scope", scope)
                    : Answer(named is null ? Signed(_directory.Sign.OfPerson(held.User, client, "00000003-0000-0000-c000-000000000000", held.Scope), service: null) : TokenOf(held.User, named), held.User, client, nonce: null, held.Scope);
            case var other:
                return Refuse("unsupported_grant_type", other);
        }
    }

    private static (string Id, string Secret) Credentials(HttpRequest request, IFormCollection form)
    {
        if (request.Headers.Authorization.ToString() is not { Length: > 6 } header)
        {
            return (form["client_id"].ToString(), form["client_secret"].ToString());
        }

        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':');
        return (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[^1]));
    }

    private IResult Answer(string access, ProviderUser? user = null, ProviderClient? client = null, string? nonce = null, string scope = "")
    {
        var answer = new JsonObject { ["access_token"] = access, ["token_type"] = "Bearer", ["expires_in"] = LifeSeconds };
        if (user is not null)
        {
            var refresh = RandomNumberGenerator.GetHexString(32);
            _refreshTokens[refresh] = (user, scope);
            answer["refresh_token"] = refresh;
            answer["id_token"] = Signed(_directory.Sign.OfSignIn(user, client!, nonce), service: null);
        }

        return Results.Json(answer);
    }

    private string Signed(JsonObject claims, string? service)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        // Issue times look set back, as Entra's do.
        (claims["iss"], claims["iat"], claims["nbf"], claims["exp"]) = (service is null ? Issuer : _directory.FormOf(service).IssuerAt(Issuer), now - 300, now - 300, now + LifeSeconds);
        return _key.Sign(claims, new JsonObject { ["typ"] = "JWT" });
    }

    private IResult Refuse(string error, string reason)
    {
        _refusals.Enqueue($"{error}: {reason}");
        return Results.Json(new JsonObject { ["error"] = error, ["error_description"] = reason }, statusCode: StatusCodes.Status400BadRequest);
    }
}
