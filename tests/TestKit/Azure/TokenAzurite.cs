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

    public TokenAzurite() : base(TestKey.Certificate(TimeProvider.System.GetUtcNow().AddDays(1)))
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
