using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary><c>mesh describe</c> and <c>mesh sample</c>.</summary>
public sealed class DescribeTests
{
    private const string Slo =
        """
        {"product":"a.a","major":2,"state":"breached","since":"2026-01-31T12:30:00Z","reason":"unreachable","objectives":[
        {"objective":"availability","promise":"99.9%","state":"met","now":{"at":"2026-01-31T12:31:00Z","is_kept":true,"value":1},"window":{"target":0.999}}]}
        """;

    [Fact]
    public async Task Product_is_on_one_screen()
    {
        await using var mesh = await CannedMesh.StartAsync(Answer);

        var (exitCode, output, errors) = await MeshCommand.CallAsync(["describe", "a.a@2", .. mesh.Options]);

        Assert.Equal(
            (0,
            """
            name	a.a
            version	2.1.0
            kind	source-aligned
            owner	a@example.org
            description	All \u001ba
            state	breached: its service does not report, since 2026-01-31T12:30:00Z
            published	2026-01-31T12:29:00Z, a batch of 7 rows
            classification	internal
            key	id
            retention	400 days from id
            access	you may read it, only rows whose country is BR or PT (rule own-country)
            slo	availability	met	available 99.9% of the time	all ports are open	
            column	id	BIGINT, required	clear	-	The number
            column	email	STRING	masked: redact, rule mask-pii, a grant shows it	pii.email	
            column	note	STRING	masked: nullify, no grant of yours names it, a grant shows it	-	
            port	table	http://localhost:1/products/a@2/table
            example	SELECT id FROM a.a
            consumer	b	2 consumers
            consumer	no domain	1 consumer

            """,
            ""),
            (exitCode, output, errors));
        Assert.Equal(["GET /products/a.a@2/profile", "GET /products/a.a@2/slo"], mesh.Requests);
    }

    [Theory]
    [InlineData("\"denied_by\":\"restricted-is-closed\",", "you may not read it: rule restricted-is-closed refuses it, and no grant changes that; ask a@example.org about the rule")]
    [InlineData("", "you may not read it: No rule permits it. Ask its owner for access. mesh access request asks for it")]
    public async Task Request_for_access_is_advised_where_a_grant_would_permit_to_read(string denied, string access)
    {
        await using var mesh = await CannedMesh.StartAsync(context => CannedMesh.Json(context.Request.Path.Value!.EndsWith("/slo", StringComparison.Ordinal)
            ? Slo
            : $$"""
              {"product":{{Details("a.a", "")}},"versions":[],"reading":{"may_read":false,"may_read_files":false,{{denied}}"reason":"No rule permits it. Ask its owner for access.","columns":[],"filters":[]},
              "rules":[],"quality":{"checks":[],"days":[]},"publishes":[],"consumers":{"count":0,"domains":[]} }
              """));

        var (exitCode, output, errors) = await MeshCommand.CallAsync(["describe", "a.a", .. mesh.Options]);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains($"\naccess\t{access}\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_that_is_not_there_ends_with_5()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => Results.Problem("name: there is no a.a.", statusCode: StatusCodes.Status404NotFound));

        Assert.Equal((5, "", "name: there is no a.a.\n"), await MeshCommand.CallAsync(["describe", "a.a", .. mesh.Options]));
    }

    [Theory]
    [InlineData("a.order", "SELECT * FROM \"a\".\"order\" LIMIT 10")]
    [InlineData("a.order@2", "SELECT * FROM \"a\".\"order@2\" LIMIT 10")]
    public async Task Sample_is_a_query_of_the_product(string product, string sql)
    {
        await using var mesh = await CannedMesh.StartAsync(_ => Results.Text("id\n1\n", "text/csv"));

        Assert.Equal((0, "id\n1\n", ""), await MeshCommand.CallAsync(["sample", product, .. mesh.Options]));
        Assert.Equal([$"POST /query {sql}"], mesh.Requests);
        Assert.Equal(2, (await MeshCommand.RunHereAsync(Path.GetTempPath(), MeshCommand.Token, "sample", product, "--limit", "0")).ExitCode);
    }

    /// <summary>The catalog's answer about a product with some ports.</summary>
    internal static string Details(string name, string ports) =>
        $$"""
        {"name":"{{name}}","version":"2.1.0","kind":"source-aligned","owner":"a@example.org","description":"All \u001ba","classification":"internal",
        "schema":[{"name":"id","type":"BIGINT","required":true,"description":"The number"},{"name":"email","type":"STRING","tags":["pii.email"]},{"name":"note","type":"STRING"}],"key":["id"],"retention":{"keep":"400 days","by":"id"},"ports":[{{ports}}],
        "slo":{"availability":"99.9%"},"quality":{"checks":[]},"access":{},"examples":["SELECT id FROM a.a"],"registered_at":"2026-01-31T12:30:00Z","updated_at":"2026-01-31T12:30:00Z"}
        """;

    private static IResult Answer(HttpContext context) => CannedMesh.Json(context.Request.Path.Value!.EndsWith("/slo", StringComparison.Ordinal)
        ? Slo
        : $$"""
          {"product":{{Details("a.a", """{"type":"table","url":"http://localhost:1/products/a@2/table"}""")}},"versions":[],
          "reading":{"may_read":true,"may_read_files":false,"reason":"A rule permits it.","columns":[{"name":"id"},{"name":"email","mask":"redact","rule":"mask-pii","lifted_by_grant":true},{"name":"note","mask":"nullify","rule":"grant:columns","lifted_by_grant":true}],"filters":[{"rule":"own-country","column":"country","values":["BR","PT"]}]},
          "rules":[],"quality":{"checks":[],"days":[]},
          "publishes":[{"batch_id":"1-9","version":"2.1.0","checked_at":"2026-01-31T12:31:00Z","rows":9,"batches":1},{"batch_id":"1-7","version":"2.1.0","checked_at":"2026-01-31T12:29:00Z","rows":7,"batches":1,"snapshot_id":3}],
          "consumers":{"count":3,"domains":[{"domain":"b","count":2},{"count":1}]} }
          """);
}
