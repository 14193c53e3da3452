using MeshStarter.Cli.Tests.Verbs;

namespace MeshStarter.Cli.Tests;

/// <summary><c>--mesh</c> and <c>MESH_URL</c>: one address, whose document names the others.</summary>
public sealed class MeshAddressTests
{
    [Fact]
    public async Task Document_names_the_addresses_and_is_read_once_a_call()
    {
        await using var mesh = await FakeMesh.StartAsync();
        mesh.Document = Document(mesh.Address, mesh.Address, mesh.Address);

        var (exitCode, output, errors) = await MeshCommand.RunAsync(Path.GetTempPath(), null, "products", "--as", "analyst", "--mesh", mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("a.a 1.0.0\t", output, StringComparison.Ordinal);
        Assert.Equal(1, mesh.DocumentReads);
        Assert.Equal((0, "{\"asked\":\"SELECT 1\",\"as\":\"text/csv\"}\n", ""), await MeshCommand.CallAsync("query", "SELECT 1", "--mesh", mesh.Address + "/"));
    }

    [Fact]
    public async Task Variable_has_the_address_where_the_option_is_not_given()
    {
        await using var mesh = await FakeMesh.StartAsync();
        mesh.Document = Document(mesh.Address, mesh.Address, mesh.Address);

        var (exitCode, _, errors) = await MeshCommand.RunAsync(Path.GetTempPath(), new Dictionary<string, string>(MeshCommand.Token, StringComparer.Ordinal) { ["MESH_URL"] = mesh.Address }, "products");
        var (refused, _, said) = await MeshCommand.RunAsync(Path.GetTempPath(), new Dictionary<string, string>(MeshCommand.Token, StringComparer.Ordinal) { ["MESH_URL"] = "somewhere" }, "products");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal((2, "MESH_URL: must be an http or https address, such as https://query.example.org.\n"), (refused, said));
    }

    [Fact]
    public async Task Address_below_another_and_one_that_the_caller_gives_are_taken()
    {
        await using var mesh = await FakeMesh.StartAsync();
        mesh.Document = Document("http://127.0.0.1:1", "http://127.0.0.1:1", mesh.Address);

        var (exitCode, _, errors) = await MeshCommand.CallAsync("products", "--mesh", mesh.Address, "--catalog", mesh.Address);
        var (below, _, _) = await MeshCommand.CallAsync("products", "--mesh", mesh.Address, "--catalog", mesh.Address + "/nowhere");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(0, mesh.DocumentReads);
        Assert.Equal(5, below);
    }

    [Theory]
    [InlineData(null, "there is none (404). ")]
    [InlineData("<html>", "'<' is an invalid start of a value.")]
    [InlineData("null", "it is null. ")]
    [InlineData("{}", "JSON deserialization for type 'MeshStarter.Contracts.Discovery.MeshDocument' was missing required properties")]
    [InlineData("""{"catalog":"http://catalog.example.org","governance":"https://a","query":"https://a","version":"1"}""", "its catalog is \"http://catalog.example.org\", and not an https address. ")]
    [InlineData("""{"catalog":"https://a","governance":"file:///etc/passwd","query":"https://a","version":"1"}""", "its governance is \"file:///etc/passwd\", and not an https address. ")]
    public async Task Answer_that_is_no_document_is_one_line_and_gets_no_token(string? document, string problem)
    {
        await using var mesh = await FakeMesh.StartAsync();
        mesh.Document = document;

        var (exitCode, output, errors) = await MeshCommand.CallAsync("products", "--mesh", mesh.Address);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"--mesh: {mesh.Address}/.well-known/mesh is not a mesh's document: {problem}", errors, StringComparison.Ordinal);
        Assert.EndsWith(" Give the address of a mesh's query proxy or portal, or --catalog, --governance and --query.\n", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Empty(mesh.Authorizations);
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("0.2.0")]
    public async Task Mesh_of_another_version_is_one_line_and_gets_no_token(string version)
    {
        await using var mesh = await FakeMesh.StartAsync();
        mesh.Document = Document(mesh.Address, mesh.Address, mesh.Address).Replace("0.1.0", version, StringComparison.Ordinal);

        Assert.Equal(
            (2, "", $"--mesh: {mesh.Address} is a mesh of version \"{version}\", and this program is of version 0.1.0. Use the mesh command of the mesh's version, MeshStarter.Cli.\n"),
            await MeshCommand.CallAsync("products", "--mesh", mesh.Address));
        Assert.Empty(mesh.Authorizations);
    }

    [Theory]
    [InlineData("""{"products":[]}""", "products")]
    [InlineData("[]", "products")]
    [InlineData("[]", "slo")]
    [InlineData("""{"items":7}""", "slo")]
    [InlineData("""{"items":[{"name":7,"version":"1.0.0"}]}""", "products")]
    public async Task Answer_in_another_form_is_one_line(string answer, string verb)
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(answer));

        var (exitCode, output, errors) = await MeshCommand.CallAsync([verb, .. mesh.Options]);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("The mesh answers in a form that this program, of version 0.1.0, does not know: ", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_that_anyone_on_the_way_can_write_is_not_read_and_a_mesh_that_does_not_answer_ends_with_3()
    {
        var (exitCode, output, errors) = await MeshCommand.CallAsync("products", "--mesh", "http://mesh.example.org");

        Assert.Equal(
            (2, "", "--mesh: http://mesh.example.org/ is neither https nor this machine, and tokens go where its answer says. Give its https address, or --catalog, --governance and --query.\n"),
            (exitCode, output, errors));

        (exitCode, _, errors) = await MeshCommand.CallAsync("products", "--mesh", "http://127.0.0.1:1");

        Assert.Equal(3, exitCode);
        Assert.StartsWith("--mesh: http://127.0.0.1:1 does not answer: ", errors, StringComparison.Ordinal);
    }

    private static string Document(string catalog, string governance, string query) =>
        $$"""{"catalog":"{{catalog}}","governance":"{{governance}}","query":"{{query}}","issuer":"https://id.example.org","version":"0.1.0"}""";
}
