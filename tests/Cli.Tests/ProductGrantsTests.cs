using System.Globalization;
using System.Web;
using MeshStarter.Cli.Tests.Verbs;

namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh access grants</c> and <c>mesh access effective</c>.</summary>
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

    [Fact]
    public async Task Date_of_who_saw_it_means_its_first_moment_and_a_duration_the_past()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json("""{"at":"2026-01-31T00:00:00Z","policy_version":"1","products":[]}"""));
        var before = TimeProvider.System.GetUtcNow();

        Assert.Equal("2026-01-31T00:00:00.0000000+00:00", await SentAsync("2026-01-31"));
        Assert.Equal("2026-01-31T12:30:00.0000000+00:00", await SentAsync("2026-01-31T12:30"));
        Assert.InRange(DateTimeOffset.Parse((await SentAsync("2 days"))!, CultureInfo.InvariantCulture), before.AddDays(-2), TimeProvider.System.GetUtcNow().AddDays(-2));

        async Task<string?> SentAsync(string at)
        {
            Assert.Equal((0, "No grant is in force.\n", ""), await RunAsync(mesh.Address, "effective", "--product", "a.a", "--at", at));
            return HttpUtility.ParseQueryString(mesh.Requests.Last().Split('?')[1])["at"];
        }
    }

    [Fact]
    public async Task Column_that_a_grant_does_not_name_is_clear_to_others_than_its_reader()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(
            """
            {"at":"2026-01-31T00:00:00Z","policy_version":"1","products":[{"product":"a.a","readers":[],"denied":[],"columns":[
              {"name":"id","tags":[],"masked_by":[],"clear_to":[]},
              {"name":"total","tags":[],"masked_by":["grant:columns"],"clear_to":[{"rule":"own","who":"own_domain: true"}]}]}]}
            """));

        Assert.Equal(
            (0, "a.a\n  id: clear to every reader\n  total: masked by grants of other columns\n    clear to own_domain: true (rule own)\n", ""),
            await RunAsync(mesh.Address, "effective", "--product", "a.a"));
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(FakeMesh mesh, params string[] arguments) => RunAsync(mesh.Address, ["grants", .. arguments]);

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(string governance, params string[] arguments) =>
        MeshCommand.CallAsync(["access", .. arguments, "--governance", governance]);
}
