using System.Text;

namespace MeshStarter.Portal.Tests;

/// <summary>The portal's way to the tokens of personas.</summary>
[Trait("Category", "Quick")]
public sealed class PersonaTokenTests
{
    [Fact]
    public async Task Token_of_a_persona_is_requested_with_the_portals_secret()
    {
        await using var mesh = await MadeMesh.StartAsync();
        await using var portal = await RunningPortal.StartAsync(mesh);

        await portal.Browser.SignInAsync("analyst", "/products");

        var requests = mesh.Requests("governance/dev/token");
        Assert.NotEmpty(requests);
        Assert.All(requests, request => Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("portal:the%20secret%20of%20portal%200123456789"))}", request.Authorization));
    }
}
