using System.Buffers.Text;
using System.Text;

namespace MeshStarter.Cli.Tests;

public sealed class WhoamiTests
{
    [Fact]
    public async Task Token_says_whose_it_is_without_a_mesh_as_text_and_as_json()
    {
        Assert.Equal(
            (0, "subject\tana\\u001blyst\ndomain\tpayments\nroles\tanalyst, owner\nuntil\t2100-01-01T00:00:00Z\nissuer\thttps://id.example.org\naudiences\tcatalog\nby\tMESH_TOKEN\n", ""),
            await RunAsync("""{"sub":"ana\u001blyst","domain":"payments","roles":["analyst","owner"],"exp":4102444800,"iss":"https://id.example.org","aud":"catalog"}""", "whoami"));

        Assert.Equal(
            (0, """{"subject":"analyst","roles":["analyst"],"until":"2100-01-01T00:00:00Z","audiences":["a","b"],"by":"MESH_TOKEN"}""" + "\n", ""),
            await RunAsync("""{"sub":"analyst","roles":"analyst","exp":4102444800,"aud":["a","b"]}""", "whoami", "--format", "json"));
    }

    [Fact]
    public async Task Token_that_has_expired_ends_with_4_and_one_without_claims_is_reported()
    {
        var (exitCode, output, errors) = await RunAsync("""{"sub":"analyst","roles":["analyst"],"exp":1000000000}""", "whoami");

        Assert.Equal((4, "The token has expired.\n"), (exitCode, errors));
        Assert.Contains("until\t2001-09-09T01:46:40Z\n", output, StringComparison.Ordinal);

        (exitCode, _, errors) = await RunAsync(null, "whoami");

        Assert.Equal((1, "MESH_TOKEN: the token has no claims that can be read here. The services of the mesh may still accept it.\n"), (exitCode, errors));
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(string? claims, params string[] arguments) => MeshCommand.RunAsync(
        Path.GetTempPath(),
        new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = claims is null ? "opaque" : $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln" },
        arguments);
}
