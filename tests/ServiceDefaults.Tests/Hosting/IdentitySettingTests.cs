using MeshStarter.TestKit.Azure;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Tests.Hosting;

/// <summary>A service with the identity of a platform and without.</summary>
public sealed class IdentitySettingTests
{
    private const string Kind = "Mesh__Identity__Credential";
    private const string NoIdentity = "Setting Mesh:Identity:Credential is ManagedIdentity, and AZURE_CLIENT_ID is no GUID. Set AZURE_CLIENT_ID to the client id of the identity that the platform assigned to this process.";

    [Theory]
    [InlineData("ManagedIdentity", "", "", NoIdentity)]
    [InlineData("ManagedIdentity", "orders", "", NoIdentity)]
    [InlineData("ManagedIdentity", "33333333-3333-3333-3333-333333333333", "aud-{audience}", "Setting Mesh:Identity:TokenScope is \"aud-{audience}\", and a managed identity's tokens are for all of an audience. Set it to {audience}/.default, or leave it out.")]
    public async Task Wrong_identity_refuses_the_start_in_one_line(string kind, string client, string scope, string expected)
    {
        Dictionary<string, string?> settings = new() { ["Mesh:Identity:Credential"] = kind, ["AZURE_CLIENT_ID"] = client, ["Mesh:Identity:TokenScope"] = scope, ["Mesh:Data"] = Path.Combine(AppContext.BaseDirectory, "data") };

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync(null, settings, environment: "Production"));

        Assert.Equal([expected], refused.Failures);
    }

    [Fact]
    public async Task Value_of_another_type_refuses_the_start_in_one_line()
    {
        var (exitCode, errors, output) = await TestService.RunAsync("Production", [(Kind, "Certificate"), ("ASPNETCORE_URLS", "http://127.0.0.1:0")]);

        Assert.Equal(
            (1, "Failed to convert configuration value 'Certificate' at 'Mesh:Identity:Credential' to type 'MeshStarter.ServiceDefaults.Identity.ServiceCredentialKind'. Give one of ClientSecret, ManagedIdentity. See docs/settings.md."),
            (exitCode, Assert.Single(errors)));
        Assert.DoesNotContain(output, said => said.Contains("listens on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ClientSecret", "")]
    [InlineData("ManagedIdentity", "Azure.Core, Microsoft.Identity.Client")]
    public async Task Azures_libraries_are_loaded_for_an_identity_alone(string kind, string loaded)
    {
        await using var identity = new IdentityEndpoint();
        await identity.StartAsync();
        await using var authority = await TestAuthority.StartAsync();
        (string, string)[] settings =
        [
            (Kind, kind), ("Mesh__Identity__Authority", authority.Issuer), ("Mesh__Identity__ClientId", "orders"), ("Mesh__Identity__ClientSecret", "the secret of orders"),
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{FreePort.Take()}"), ("Work", "requests a token"), .. identity.Variables.Select(variable => (variable.Key, variable.Value)),
        ];

        var (exitCode, errors, output) = await TestService.RunAsync("Development", settings);

        Assert.Equal((0, ""), (exitCode, string.Join('\n', errors)));
        Assert.Contains($"libraries {loaded}", output);
        Assert.Equal((kind == "ClientSecret" ? 1 : 0, kind == "ClientSecret" ? 0 : 1), (authority.TokenRequests, identity.Requests.Count));
    }
}
