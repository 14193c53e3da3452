using MeshStarter.Cli.Tests.Verbs;
using MeshStarter.Contracts.Yaml;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests.Gate;

/// <summary><c>mesh check --against</c> a mesh decides by the rules that it serves.</summary>
public sealed class ServedRulesTests
{
    private static readonly Dictionary<string, string> Token = new(StringComparer.Ordinal) { ["MESH_TOKEN"] = "header.payload.signature" };

    [Fact]
    public async Task Rules_may_be_longer_than_those_of_one_version()
    {
        // As with tightenings, and approvals that were given.
        var rules = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "platform", "Governance", "Policies", "mesh.yaml"));
        var served = rules + string.Concat(Enumerable.Repeat($"# {new string('x', 1_000)}\n", YamlTree.MaxLength / 1_000));
        Assert.True(served.Length > YamlTree.MaxLength);
        await using var mesh = await CannedMesh.StartAsync(context => context.Request.Path.Value switch
        {
            "/.well-known/mesh" => CannedMesh.Json($$"""{"catalog":"http://{{context.Request.Host}}","governance":"http://{{context.Request.Host}}","query":"http://{{context.Request.Host}}","version":"0.1.0"}"""),
            "/policies/bundle" => Results.Text(served, "application/yaml"),
            _ => CannedMesh.Json("""{"items":[],"next":null}"""),
        });

        var (_, _, errors) = await MeshCommand.RunAsync(RepositoryFolder.Root, Token, "check", "domains/Orders", "--against", mesh.Address);

        Assert.Equal("2 checked, 0 errors.\n", errors);
    }
}
