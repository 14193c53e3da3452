using System.Text;
using MeshStarter.Cli.Tests.Verbs;
using MeshStarter.Platform.Audit.Records;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests;

/// <summary>Input that cannot work ends with one line that names the argument, and with 2, before a mesh is called.</summary>
public sealed class WrongInputTests : FolderTests
{
    [Theory]
    [InlineData("--from: \"2026-11-30\" is not before --to, \"2026-11-29\". Write an earlier --from, or a later --to.", "audit", "--from", "2026-11-30", "--to", "2026-11-29")]
    [InlineData("--dev: a version is dropped in Development alone. Add --dev to say that this is such a mesh.", "product", "drop", "c.c@1", "--yes")]
    [InlineData("--to: no day comes after 9999-12-31. Write an earlier date, such as 2027-01-31.", "audit", "--to", "9999-12-31")]
    [InlineData("--until: no day comes after 9999-12-31. Write an earlier date, such as 2027-01-31.", "access", "request", "c.c", "--purpose", "why", "--until", "9999-12-31")]
    [InlineData("--until: no day comes after 9999-12-31. Write an earlier date, such as 2027-01-31.", "access", "approve", "00000000-0000-0000-0000-000000000001", "--reason", "why", "--until", "9999-12-31")]
    [InlineData("--until: no day comes after 9999-12-31. Write an earlier date, such as 2027-01-31.", "access", "renew", "00000000-0000-0000-0000-000000000001", "--until", "9999-12-31")]
    [InlineData("--at: \"soon\" is no time. Write a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or how long ago, such as \"2 days\".", "access", "effective", "--product", "c.c", "--at", "soon")]
    [InlineData("--until: \"soon\" is no time. Write a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or a duration such as \"30 days\".", "access", "renew", "00000000-0000-0000-0000-000000000001", "--until", "soon")]
    [InlineData("--until: \"1.5.2027\" is no time. Write a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or a duration such as \"30 days\".", "access", "renew", "00000000-0000-0000-0000-000000000001", "--until", "1.5.2027")]
    [InlineData("--until: \"01/05/2027\" is no time. Write a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or a duration such as \"30 days\".", "access", "renew", "00000000-0000-0000-0000-000000000001", "--until", "01/05/2027")]
    [InlineData("--until: \"10:30\" is no time. Write a date such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or a duration such as \"30 days\".", "access", "renew", "00000000-0000-0000-0000-000000000001", "--until", "10:30")]
    [InlineData("--to-decide: is about requests, and --grants lists grants. Leave one of them out.", "access", "list", "--grants", "--to-decide")]
    [InlineData("--output: must not be empty. Name a file.", "query", "SELECT 1", "--output", "")]
    [InlineData("--output: . is a folder. Name a file in it.", "query", "SELECT 1", "--output", ".")]
    [InlineData("--output: must not be empty. Name a file.", "audit", "export", "--output", "")]
    [InlineData("sql: must not be empty. Write a query, such as \"SELECT * FROM orders.orders LIMIT 10\".", "query", " ")]
    [InlineData("product: is missing.", "describe")]
    [InlineData("request: \"x\" is no id, such as 0199a1b2-0000-7000-8000-000000000001. The list shows it.", "access", "approve", "x", "--reason", "why")]
    [InlineData("proposal: \"x\" is no id, such as 0199a1b2-0000-7000-8000-000000000001. The list shows it.", "policy", "proposals", "x")]
    [InlineData("--version: \"abc\" is no whole number.", "policy", "show", "--version", "abc")]
    [InlineData("--limit: \"x\" is no whole number up to 2147483647.", "audit", "--limit", "x")]
    [InlineData("--limit: \"3000000000\" is no whole number up to 2147483647.", "audit", "--limit", "3000000000")]
    [InlineData("--limit: \"x\" is no whole number up to 2147483647.", "products", "--limit", "x")]
    [InlineData("--limit: must be 1 or more.", "products", "--limit", "0")]
    [InlineData("--limit: \"x\" is no whole number up to 2147483647.", "sample", "a.a", "--limit", "x")]
    [InlineData("--depth: \"x\" is no whole number up to 2147483647.", "lineage", "a.a", "--depth", "x")]
    [InlineData("--depth: must be a whole number from 0 to 100.", "lineage", "a.a", "--depth", "101")]
    [InlineData("--from: is given more than once.", "policy", "diff", "--from", "1", "--from", "2")]
    [InlineData("--from: \"x\" is no date, such as 2027-01-31. --to: \"y\" is no date, such as 2027-01-31.", "pipeline", "backfill", "c.c", "--from", "x", "--to", "y")]
    [InlineData("--action: Argument 'nope' not recognized. Must be one of: 'discover' 'read' 'ended' 'read_raw' 'register' 'operate' 'audit' 'access_request' 'access_decide' 'access_revoke' 'policy_propose' 'policy_vote' 'policy_change' 'declassify' 'audit_journal' 'audit_chain_begin' 'audit_chain_end' 'issue_token'", "audit", "--action", "nope")]
    [InlineData("--decision: Argument 'maybe' not recognized. Must be one of: 'permitted' 'refused'", "audit", "--decision", "maybe")]
    public async Task Value_that_no_mesh_could_take_is_refused_without_a_call(string said, params string[] arguments)
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json("{}"));

        var answer = await MeshCommand.RunHereAsync(Folder.Path, MeshCommand.Token, [.. arguments, .. mesh.Options]);

        Assert.Equal((2, "", said + "\n"), answer);
        Assert.Empty(mesh.Requests);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder.Path));
    }

    [Fact]
    public void Actions_that_an_audit_is_filtered_by_are_all_that_are_recorded() => Assert.Equal(
        typeof(AuditActions).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal),
        AuditActions.All.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("path: must not be empty. Name a file.", "audit", "verify", "")]
    [InlineData("file: must not be empty. Name a file.", "policy", "test", "")]
    [InlineData("--policies: must not be empty. Name a file.", "check", ".", "--policies", "")]
    [InlineData("--output: must not be empty. Name a file.", "domain", "credentials", "x", "--output", "")]
    public async Task Empty_path_is_refused(string said, params string[] arguments) =>
        Assert.Equal((2, "", said + "\n"), await MeshCommand.RunAsync(Folder.Path, null, arguments));

    [Fact]
    public async Task Text_that_begins_with_an_at_sign_is_taken_as_it_is()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => Results.NotFound());

        Assert.Equal(5, (await MeshCommand.RunAsync(Folder.Path, MeshCommand.Token, ["access", "revoke", "00000000-0000-0000-0000-000000000001", "--reason", "@ana asked for it", .. mesh.Options])).ExitCode);
        Assert.Contains("@ana asked for it", Assert.Single(mesh.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCodes.Status400BadRequest, 2, "--as: The answer was 400 Bad Request.\n")]
    [InlineData(StatusCodes.Status401Unauthorized, 4, "--as: This mesh has no personas. Run mesh login.\n")]
    [InlineData(StatusCodes.Status404NotFound, 4, "--as: This mesh has no personas. Run mesh login.\n")]
    [InlineData(StatusCodes.Status503ServiceUnavailable, 3, "--as: The answer was 503 Service Unavailable.\n")]
    public async Task Persona_without_a_token_ends_as_governance_answers(int answered, int ends, string said)
    {
        await using var mesh = await CannedMesh.StartAsync(_ => Results.StatusCode(answered));

        Assert.Equal((ends, "", said), await MeshCommand.RunAsync(Folder.Path, null, ["products", "--as", "analyst", .. mesh.Options]));
    }

    [Theory]
    [InlineData("header.pay\nload")]
    [InlineData("headär")]
    public async Task Token_that_is_none_is_named(string token) => Assert.Equal(
        (2, "", "MESH_TOKEN: has blanks, or letters and signs that no token has. Set it to an access token alone.\n"),
        await MeshCommand.RunAsync(Folder.Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token }, "products"));

    [Fact]
    public async Task Token_with_a_line_end_is_sent_without_it()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, _, errors) = await MeshCommand.RunAsync(
            Folder.Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = "header.payload.signature\r\n" }, "contract", "b.b@2", "--catalog", mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(["Bearer header.payload.signature"], mesh.Authorizations);
    }

    [Theory]
    [InlineData("\"prodcts\" is no command of mesh. Did you mean products? mesh --help lists them.", "prodcts", "--as", "analyst")]
    [InlineData("\"xyzzy\" is no command of mesh. mesh --help lists them.", "xyzzy")]
    [InlineData("\"vots\" is no command of mesh policy. Did you mean vote? mesh policy --help lists them.", "policy", "vots")]
    [InlineData("\"--agianst\" is no option of mesh check. Did you mean --against? mesh check --help lists them.", "check", "domains", "--agianst=main")]
    [InlineData("\"--lmit\" is no option of mesh products. Did you mean --limit? mesh products --help lists them.", "products", "orders", "--lmit", "3")]
    [InlineData("\"--untl\" is no option of mesh access request. Did you mean --until? mesh access request --help lists them.", "access", "request", "a.a", "--purpose", "why", "--columns", "a", "--untl", "3 days")]
    [InlineData("\"--colums\" is no option of mesh policy test. mesh policy test --help lists them.", "policy", "test", "rules.yaml", "--products", ".", "--colums", "a")]
    public async Task Word_that_is_unknown_is_named_in_one_line_with_the_nearest(string line, params string[] arguments) =>
        Assert.Equal((2, "", line + "\n"), await MeshCommand.RunAsync(Folder.Path, MeshCommand.Token, arguments));

    [Theory]
    [InlineData("contract")]
    [InlineData("contract", "orders")]
    [InlineData("contract", "orders.orders@x")]
    [InlineData("contract", "orders.orders", "--format", "xml")]
    [InlineData("audit", "--from", "yesterday")]
    [InlineData("audit", "--limit", "0")]
    [InlineData("product", "forget")]
    [InlineData("quarantine")]
    [InlineData("quarantine", "orders")]
    [InlineData("quarantine", "replay", "orders.orders")]
    [InlineData("slo", "orders")]
    [InlineData("query")]
    [InlineData("query", "SELECT 1", "--format", "xml")]
    [InlineData("products", "--catalog", "somewhere")]
    [InlineData("products", "--catalog", "file:///etc/passwd")]
    [InlineData("products", "--format", "xml")]
    [InlineData("lineage", "b.b", "--direction", "sideways")]
    [InlineData("impact", "a.a")]
    [InlineData("impact", "a", "retire")]
    [InlineData("impact", "a.a", "retire", "--limit", "0")]
    [InlineData("queries", "a.a", "--limit", "-1")]
    [InlineData("pipeline", "runs", "a.a", "--limit", "0", "--catalog", "http://localhost:9")]
    [InlineData("queries", "a.a", "--format", "xml")]
    [InlineData("cause", "a.a", "--format", "xml")]
    [InlineData("cause")]
    public async Task Call_that_is_not_right_ends_with_2_and_no_trace(params string[] arguments)
    {
        var (exitCode, _, errors) = await MeshCommand.RunHereAsync(Folder.Path, MeshCommand.Token, arguments);

        Assert.Equal(2, exitCode);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("far", "Mesh__Ports__Offset: \"far\" is not a whole number from -65535 to 65535.\n")]
    [InlineData("60000", "Mesh__Ports__Offset: with it, the port of Catalog would be 67401, which is not from 1 to 65535.\n")]
    public async Task Offset_that_cannot_be_is_named(string offset, string said) => Assert.Equal(
        (2, "", said), await MeshCommand.RunAsync(Folder.Path, new Dictionary<string, string>(MeshCommand.Token, StringComparer.Ordinal) { ["Mesh__Ports__Offset"] = offset }, "products"));

    [Theory]
    [InlineData("products")]
    [InlineData("query", "SELECT 1")]
    public async Task Call_without_a_caller_ends_with_4(params string[] arguments) => Assert.Equal(
        (4, "", "Not signed in at http://localhost:7403. Run mesh login, or name a persona of the development issuer, such as --as analyst.\n"), await MeshCommand.RunHereAsync(Folder.Path, null, arguments));

    // The superuser reads any file; a loop of links is read by no one.
    [SkippableTheory]
    [InlineData("propose", "file: ")]
    [InlineData("tighten", "file: ")]
    [InlineData("test", "--products: ")]
    public async Task File_that_cannot_be_read_is_named(string verb, string said)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links take a right of their own.");
        var rules = Path.Combine(RepositoryFolder.Root, "platform", "Governance", "Policies", "mesh.yaml");
        var loop = Path.Combine(Folder.Path, "data-product.yaml");
        File.CreateSymbolicLink(loop, "data-product.yaml");
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json("{}"));

        var (exitCode, _, errors) = await MeshCommand.RunAsync(Folder.Path, MeshCommand.Token, verb == "test" ? ["policy", verb, rules, "--products", "."] : ["policy", verb, "data-product.yaml", "--reason", "why", .. mesh.Options]);

        Assert.Equal(2, exitCode);
        Assert.StartsWith(said, errors, StringComparison.Ordinal);
        Assert.Contains("data-product.yaml cannot be read: ", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.Empty(mesh.Requests);
    }

    [Theory]
    [InlineData("propose")]
    [InlineData("tighten")]
    public async Task Rules_that_are_not_in_UTF_8_are_not_sent(string verb)
    {
        var file = Path.Combine(Folder.Path, "rules.yaml");
        await File.WriteAllTextAsync(file, "- { id: closed, description: d, effect: deny, actions: [read], when: { subjects: [josé] } }\n", Encoding.Latin1);
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json("{}"));

        var ended = await MeshCommand.RunAsync(Folder.Path, MeshCommand.Token, ["policy", verb, "rules.yaml", "--reason", "why", .. mesh.Options]);

        Assert.Equal((2, "", $"file: {file} holds bytes that are not UTF-8. Save it in UTF-8.\n"), ended);
        Assert.Empty(mesh.Requests);
    }
}
