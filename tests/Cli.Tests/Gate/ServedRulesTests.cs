using MeshStarter.Cli.Tests.Stamping;
using MeshStarter.Cli.Tests.Verbs;
using MeshStarter.Contracts.Yaml;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests.Gate;

/// <summary><c>mesh check --against</c> a mesh, and <c>mesh new</c> without rules of its own, decide by the rules that it serves.</summary>
public sealed class ServedRulesTests
{
    [Fact]
    public async Task Rules_may_be_longer_than_those_of_one_version()
    {
        // As with tightenings, and approvals that were given.
        var rules = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "platform", "Governance", "Policies", "mesh.yaml"));
        var served = rules + string.Concat(Enumerable.Repeat($"# {new string('x', 1_000)}\n", YamlTree.MaxLength / 1_000));
        Assert.True(served.Length > YamlTree.MaxLength);
        await using var mesh = await StartAsync(served);

        var (_, _, errors) = await MeshCommand.RunAsync(RepositoryFolder.Root, MeshCommand.Token, "check", "domains/Orders", "--against", mesh.Address);

        Assert.Equal("2 checked, 0 errors.\n", errors);
    }

    [Theory]
    [InlineData("--against: ", " Fix: Use the version of mesh that the mesh has, or name rules with --policies.\n", "check", "domains/Orders", "--against")]
    [InlineData("--mesh: ", " Fix: Use the version of mesh that the mesh has.\n", "new", "--domain", "orders", "--product", "parcels", "--existing-domain", "--mesh")]
    public async Task Rules_of_a_newer_mesh_are_refused_by_options_that_the_command_has(string argument, string fix, params string[] command)
    {
        await using var mesh = await StartAsync("rules_of_tomorrow: []\n");
        using var repository = new NewRepository(isOfMesh: false);

        var (exitCode, _, errors) = await MeshCommand.RunAsync(repository.Folder, MeshCommand.Token, [.. command, mesh.Address]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith(argument, errors, StringComparison.Ordinal);
        Assert.EndsWith(fix, errors, StringComparison.Ordinal);
    }

    private static Task<CannedMesh> StartAsync(string rules) => CannedMesh.StartAsync(context => context.Request.Path.Value switch
    {
        "/.well-known/mesh" => CannedMesh.Json($$"""{"catalog":"http://{{context.Request.Host}}","governance":"http://{{context.Request.Host}}","query":"http://{{context.Request.Host}}","version":"0.1.0"}"""),
        "/policies/bundle" => Results.Text(rules, "application/yaml"),
        _ => CannedMesh.Json("""{"items":[],"next":null}"""),
    });
}
