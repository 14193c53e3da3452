using MeshStarter.Cli.Tests.Verbs;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests.Stamping;

/// <summary><c>mesh new</c> in the repository of a domain alone, and with inputs whose columns a running mesh has.</summary>
public sealed class NewElsewhereTests : IDisposable
{
    private const string Moves =
        """
        {"name":"depot.moves","version":"1.2.0","kind":"source-aligned","owner":"depot@example.org","description":"Every move","classification":"internal",
        "schema":[{"name":"move_id","type":"UUID","required":true},{"name":"status","type":"STRING","required":true},{"name":"pieces","type":"INTEGER","required":true},{"name":"email","type":"STRING","tags":["pii"]}],
        "key":["move_id"],"ports":[{"type":"table","url":"http://localhost:1/t"}],"slo":{},"quality":{},"access":{"classification":"internal","pii_fields":["email"]},
        "examples":[],"registered_at":"2026-01-31T12:30:00Z","updated_at":"2026-01-31T12:30:00Z"}
        """;

    private readonly NewRepository _repository = new(isOfMesh: false);

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Repository_of_a_domain_alone_gets_further_products_and_no_further_domain()
    {
        await _repository.SucceedAsync("new", "--domain", "orders", "--product", "shops", "--source", "files", "--existing-domain");
        var before = _repository.Read();
        var (exitCode, _, errors) = await _repository.RunAsync("new", "--domain", "shipping", "--product", "parcels");

        Assert.Equal(
            (2, "--domain: This repository is not that of a mesh, and has no domain shipping. Fix: Name its own domain with --existing-domain, or stamp a repository for shipping with dotnet new mesh-product --standalone.\n"),
            (exitCode, errors));
        Assert.Equal(before, _repository.Read());
        Assert.StartsWith("3 checked, 0 errors; no rules were found", (await _repository.SucceedAsync("check", "domains/Orders")).Errors, StringComparison.Ordinal);
    }

    // Its tests need no mesh: they have the columns by a copy of the contract.
    [Fact]
    public async Task Input_of_a_running_mesh_has_its_columns_and_a_copy_of_its_contract()
    {
        await using var mesh = await CannedMesh.StartAsync(Answer);
        Dictionary<string, string> token = new(StringComparer.Ordinal) { ["MESH_TOKEN"] = "header.payload.signature" };

        var unknown = await MeshCommand.RunAsync(_repository.Folder, token, "new", "--domain", "orders", "--product", "moves", "--inputs", "depot.mvoes", "--existing-domain", "--mesh", mesh.Address);
        var (exitCode, output, errors) = await MeshCommand.RunAsync(_repository.Folder, token, "new", "--domain", "orders", "--product", "moves", "--inputs", "depot.moves, orders.orders", "--existing-domain", "--mesh", mesh.Address);

        Assert.Equal((2, "--inputs: There is no product depot.mvoes. Fix: Did you mean depot.moves?\n"), (unknown.ExitCode, unknown.Errors));
        Assert.True(exitCode == 0, errors);
        Assert.Contains("domains/Orders/Consumes/depot.moves.avsc\n", output, StringComparison.Ordinal);
        var files = _repository.Read();
        Assert.Contains("LEFT JOIN orders_orders USING (status)", files["domains/Orders/Products/Moves/pipeline.sql"], StringComparison.Ordinal);
        Assert.Contains("sum(pieces) AS pieces", files["domains/Orders/Products/Moves/pipeline.sql"], StringComparison.Ordinal);
        Assert.Contains("\"name\": \"depot_moves\"", files["domains/Orders/Consumes/depot.moves.avsc"], StringComparison.Ordinal);
        Assert.StartsWith("3 checked, 0 errors", (await _repository.SucceedAsync("check", "domains")).Errors, StringComparison.Ordinal);
        Assert.EndsWith("2 cases, 0 failed.\n", (await _repository.SucceedAsync("pipeline", "test", "domains")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variable_of_other_commands_needs_no_mesh()
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["MESH_TOKEN"] = "header.payload.signature", ["MESH_URL"] = $"http://localhost:{FreePort.Take()}" };

        var (exitCode, _, errors) = await MeshCommand.RunAsync(_repository.Folder, variables, "new", "--domain", "orders", "--product", "moves", "--inputs", "orders.orders", "--existing-domain");

        Assert.True(exitCode == 0, errors);
        Assert.StartsWith("The products of the mesh are left out, because it does not answer the caller of MESH_TOKEN: ", errors, StringComparison.Ordinal);
    }

    private static IResult Answer(HttpContext context)
    {
        var address = $"http://{context.Request.Host}";
        return context.Request.Path.Value switch
        {
            "/.well-known/mesh" => CannedMesh.Json($$"""{"catalog":"{{address}}","governance":"{{address}}","query":"{{address}}","version":"0.1.0"}"""),
            "/policies/bundle" => Results.Text(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "platform/Governance/Policies/mesh.yaml")), "application/yaml"),
            "/products/details" => CannedMesh.Json($$"""{"items":[{"name":"depot.moves","product":{{Moves}}}]}"""),
            _ => CannedMesh.Json($$"""{"items":[{{Moves}}],"next":null}"""),
        };
    }
}
