namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh access grants</c>.</summary>
public sealed class ProductGrantsTests
{
    private const string InForce =
        "00000000-0000-0000-0000-000000000001\ta.a\tana\\u001blyst\tactive\tuntil 2026-02-01T00:00:00Z\temail\n"
        + "  Find double orders\n  owner a-owner approved: Agreed\n  security security approved: Purpose is fine\n";

    [Theory]
    [InlineData("of those in force", new string[0])]
    [InlineData("of all", new[] { "--all" })]
    public async Task Grants_of_all_pages_are_listed_with_who_approved_them(string page, string[] options)
    {
        await using var mesh = await FakeMesh.StartAsync();

        var answer = await RunAsync(mesh, ["a.a", .. options]);

        Assert.Equal((0, $"{InForce}00000000-0000-0000-0000-000000000003\ta.a\tbob\trevoked\tuntil 2026-02-01T00:00:00Z\tall columns\n  {page}\n  revoked 2026-01-02T00:00:00Z by a-owner: Over\n", ""), answer);
    }

    [Fact]
    public async Task Grants_are_written_as_json_an_object_a_line()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(mesh, "a.a", "--format", "json");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(
            ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000003"],
            output.TrimEnd().Split('\n').Select(line => System.Text.Json.JsonElement.Parse(line).GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData(0, "No grant of b.b is in force.\n", new[] { "b.b" })]
    [InlineData(0, "There has been no grant of b.b.\n", new[] { "b.b", "--all" })]
    [InlineData(2, "\"b\" is not a product's name, which is \"domain.product\".\n", new[] { "b" })]
    public async Task Product_without_a_grant_and_a_name_of_none_are_said_so(int exitCode, string said, string[] arguments)
    {
        await using var mesh = await FakeMesh.StartAsync();

        Assert.Equal((exitCode, "", said), await RunAsync(mesh, arguments));
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(FakeMesh mesh, params string[] arguments) => MeshCommand.CallAsync(
        ["access", "grants", .. arguments, "--governance", mesh.Address]);
}
