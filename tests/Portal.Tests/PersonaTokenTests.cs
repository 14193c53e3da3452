using System.Collections.Concurrent;
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
        var shown = new ConcurrentQueue<string>();
        mesh.Answer("governance/dev/token", context =>
        {
            shown.Enqueue(context.Request.Headers.Authorization.ToString());
            return MadeMesh.Json(new { access_token = "the-token", token_type = "Bearer", expires_in = 600 })(context);
        });
        await using var portal = await RunningPortal.StartAsync(mesh);

        await portal.Browser.SignInAsync("analyst", "/products");

        Assert.NotEmpty(shown);
        Assert.All(shown, header => Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("portal:the%20secret%20of%20portal%200123456789"))}", header));
    }
}
