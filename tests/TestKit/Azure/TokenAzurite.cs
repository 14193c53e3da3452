using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace MeshStarter.TestKit.Azure;

/// <summary>
/// Azurite over TLS, which takes tokens, and the identity endpoint of this process. Azurite verifies everything of a token but its signature.
/// </summary>
public sealed class TokenAzurite : AzuriteServer
{
    private const string Tenant = "22222222-2222-2222-2222-222222222222";

    public TokenAzurite() : base(SelfSigned())
    {
    }

    /// <summary>The platform's endpoint.</summary>
    public IdentityEndpoint Identity { get; } = new() { Token = TokenFor };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Identity.StartForThisProcessAsync();
    }

    public override async Task DisposeAsync()
    {
        await Identity.DisposeAsync();
        await base.DisposeAsync();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = TestKey.Rsa(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
    }

    private static string TokenFor(string resource)
    {
        var now = TimeProvider.System.GetUtcNow();
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
        return $"{Part("""{"typ":"JWT","alg":"RS256"}""")}.{Part(claims.ToJsonString())}.{Part("unsigned")}";
    }

    private static string Part(string text) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(text));
}
