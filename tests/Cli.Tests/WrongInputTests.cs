using MeshStarter.Cli.Tests.Verbs;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests;

/// <summary>Input that cannot work ends with one line that names the argument, and with 2, before a mesh is called.</summary>
public sealed class WrongInputTests : IDisposable
{
    private static readonly Dictionary<string, string> Token = new(StringComparer.Ordinal) { ["MESH_TOKEN"] = "header.payload.signature" };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-wrong-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--to: no day comes after 9999-12-31. Write an earlier date, such as 2027-01-31.", "audit", "--to", "9999-12-31")]
    [InlineData("--until: no day comes after 9999-12-31. Write an earlier date, such as 2027-01-31.", "access", "request", "c.c", "--purpose", "why", "--until", "9999-12-31")]
    [InlineData("--until: no day comes after 9999-12-31. Write an earlier date, such as 2027-01-31.", "access", "approve", "00000000-0000-0000-0000-000000000001", "--reason", "why", "--until", "9999-12-31")]
    [InlineData("--until: no day comes after 9999-12-31. Write an earlier date, such as 2027-01-31.", "access", "renew", "00000000-0000-0000-0000-000000000001", "--until", "9999-12-31")]
    [InlineData("--at: no day comes after 9999-12-31. Write an earlier date, such as 2027-01-31.", "access", "effective", "--product", "c.c", "--at", "9999-12-31")]
    [InlineData("--until: \"soon\" is no time. Write a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or a duration such as \"30 days\".", "access", "renew", "00000000-0000-0000-0000-000000000001", "--until", "soon")]
    [InlineData("--until: \"1.5.2027\" is no time. Write a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or a duration such as \"30 days\".", "access", "renew", "00000000-0000-0000-0000-000000000001", "--until", "1.5.2027")]
    [InlineData("--until: \"01/05/2027\" is no time. Write a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or a duration such as \"30 days\".", "access", "renew", "00000000-0000-0000-0000-000000000001", "--until", "01/05/2027")]
    [InlineData("--until: \"10:30\" is no time. Write a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or a duration such as \"30 days\".", "access", "renew", "00000000-0000-0000-0000-000000000001", "--until", "10:30")]
    [InlineData("--to-decide: is about requests, and --grants lists grants. Leave one of them out.", "access", "list", "--grants", "--to-decide")]
    [InlineData("--output: must not be empty. Name a file.", "query", "SELECT 1", "--output", "")]
    [InlineData("--output: . is a folder. Name a file in it.", "query", "SELECT 1", "--output", ".")]
    [InlineData("--output: must not be empty. Name a file.", "audit", "export", "--output", "")]
    public async Task Value_that_no_mesh_could_take_is_refused_without_a_call(string said, params string[] arguments)
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json("{}"));

        var answer = await MeshCommand.RunAsync(_folder.FullName, Token, [.. arguments, .. mesh.Options]);

        Assert.Equal((2, "", said + "\n"), answer);
        Assert.Empty(mesh.Requests);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Theory]
    [InlineData("path: must not be empty. Name a file.", "audit", "verify", "")]
    [InlineData("file: must not be empty. Name a file.", "policy", "test", "")]
    [InlineData("--policies: must not be empty. Name a file.", "check", ".", "--policies", "")]
    [InlineData("--output: must not be empty. Name a file.", "domain", "credentials", "x", "--output", "")]
    public async Task Empty_path_is_refused(string said, params string[] arguments) =>
        Assert.Equal((2, "", said + "\n"), await MeshCommand.RunAsync(_folder.FullName, null, arguments));

    [Fact]
    public async Task Text_that_begins_with_an_at_sign_is_taken_as_it_is()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => Results.NotFound());

        Assert.Equal(5, (await MeshCommand.RunAsync(_folder.FullName, Token, ["access", "revoke", "00000000-0000-0000-0000-000000000001", "--reason", "@ana asked for it", .. mesh.Options])).ExitCode);
        Assert.Contains("@ana asked for it", Assert.Single(mesh.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCodes.Status400BadRequest, 2, "--as: The answer was 400 Bad Request.\n")]
    [InlineData(StatusCodes.Status404NotFound, 4, "--as: This mesh has no personas. Run mesh login.\n")]
    [InlineData(StatusCodes.Status503ServiceUnavailable, 3, "--as: The answer was 503 Service Unavailable.\n")]
    public async Task Persona_without_a_token_ends_as_governance_answers(int answered, int ends, string said)
    {
        await using var mesh = await CannedMesh.StartAsync(_ => Results.StatusCode(answered));

        Assert.Equal((ends, "", said), await MeshCommand.RunAsync(_folder.FullName, null, ["products", "--as", "analyst", .. mesh.Options]));
    }

    [Theory]
    [InlineData("header.pay\nload")]
    [InlineData("headär")]
    public async Task Token_that_is_none_is_named(string token) => Assert.Equal(
        (2, "", "MESH_TOKEN: has blanks, or letters and signs that no token has. Set it to an access token alone.\n"),
        await MeshCommand.RunAsync(_folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token }, "products"));

    [Fact]
    public async Task Token_with_a_line_end_is_sent_without_it()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, _, errors) = await MeshCommand.RunAsync(
            _folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = "header.payload.signature\r\n" }, "contract", "b.b@2", "--catalog", mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(["Bearer header.payload.signature"], mesh.Authorizations);
    }

    // The superuser reads any file; a loop of links is read by no one.
    [SkippableTheory]
    [InlineData("propose", "file: ")]
    [InlineData("tighten", "file: ")]
    [InlineData("test", "--products: ")]
    public async Task File_that_cannot_be_read_is_named(string verb, string said)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links take a right of their own.");
        var rules = Path.Combine(RepositoryFolder.Root, "platform", "Governance", "Policies", "mesh.yaml");
        var loop = Path.Combine(_folder.FullName, "data-product.yaml");
        File.CreateSymbolicLink(loop, "data-product.yaml");
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json("{}"));

        var (exitCode, _, errors) = await MeshCommand.RunAsync(_folder.FullName, Token, verb == "test" ? ["policy", verb, rules, "--products", "."] : ["policy", verb, "data-product.yaml", "--reason", "why", .. mesh.Options]);

        Assert.Equal(2, exitCode);
        Assert.StartsWith(said, errors, StringComparison.Ordinal);
        Assert.Contains("data-product.yaml cannot be read: ", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.Empty(mesh.Requests);
    }
}
