using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace MeshStarter.TestKit.Azure;

/// <summary>
/// Azurite over TLS, which takes tokens, and the identity endpoint that a platform such as Azure Container Apps names to a process in its
/// environment. Azurite verifies everything of a token but its signature.
/// </summary>
public sealed class TokenAzurite : AzuriteServer
{
    public const string ClientId = "33333333-3333-3333-3333-333333333333";

    private const string Header = "a-header-of-the-test";
    private const string Tenant = "22222222-2222-2222-2222-222222222222";

    private static readonly string[] Variables = ["AZURE_CLIENT_ID", "IDENTITY_ENDPOINT", "IDENTITY_HEADER"];

    private readonly List<string> _requests;
    private readonly WebApplication _identity;
    private readonly int _port = FreePort.Take();

    public TokenAzurite() : base(SelfSigned())
    {
        _requests = [];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        _identity = builder.Build();
        _identity.Run(AnswerAsync);
    }

    /// <summary>The queries in which a process requested tokens.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await _identity.StartAsync(CancellationToken.None);
        string[] values = [ClientId, $"http://127.0.0.1:{_port}/token", Header];
        foreach (var (name, value) in Variables.Zip(values))
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    public override async Task DisposeAsync()
    {
        foreach (var name in Variables)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        await _identity.DisposeAsync();
        await base.DisposeAsync();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers["X-IDENTITY-HEADER"] != Header)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        _requests.Add(context.Request.QueryString.Value!);
        var now = TimeProvider.System.GetUtcNow();
        var resource = context.Request.Query["resource"].ToString();
        var claims = new JsonObject
        {
            ["aud"] = resource,
            ["iss"] = $"https://sts.windows.net/{Tenant}/",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
            ["oid"] = "11111111-1111-1111-1111-111111111111",
            ["tid"] = Tenant,
        };
        await context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["access_token"] = $"{Part("""{"typ":"JWT","alg":"RS256"}""")}.{Part(claims.ToJsonString())}.{Part("unsigned")}",
            ["expires_on"] = $"{now.AddHours(1).ToUnixTimeSeconds()}",
            ["resource"] = resource,
            ["token_type"] = "Bearer",
            ["client_id"] = ClientId,
        }, context.RequestAborted);
    }

    private static string Part(string text) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(text));
}
