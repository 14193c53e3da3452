using MeshStarter.Cli.Tests.Verbs;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh impact</c>, <c>mesh queries</c> and <c>mesh cause</c>.</summary>
public sealed class UseCommandTests
{
    private const string Changed =
        """{"name":"a.a","owner":"a@example.org","distance":0,"is_uncertain":false,"is_whole":false,"columns":[{"name":"total"}],"consumers":[{"domain":"b","subscriptions":2,"consumers":["svc/x","svc/y"]},{"subscriptions":1}],"queries":[{"domain":"b","queries":11,"callers":2},{"queries":1,"callers":1}]}""";

    private const string Broken =
        """{"name":"b.b@2","owner":"b@example.org","distance":1,"is_uncertain":false,"is_whole":true,"columns":[{"name":"sum","from":"a.a.total","kind":"AGGREGATION"}],"consumers":[],"queries":[]}""";

    private const string Uncertain = """{"name":"c.c","owner":"c@example.org","distance":2,"is_uncertain":true,"is_whole":true,"columns":[],"consumers":[],"queries":[]}""";

    private const string Query =
        """{"query_id":"1","at":"2026-01-31T12:30:00Z","principal":"ana\u001blyst","domain":"b","fingerprint":"abc","sql":"SELECT total\nFROM a.a WHERE id = ?","reads":[{"product":"a.a","major":1,"columns":{"select":["total"],"where":["id"]},"snapshot_id":7,"snapshot_age_ms":1500},{"product":"b.b","major":1}],"duration_ms":12,"rows":1}""";

    private const string Refused =
        """{"query_id":"2","at":"2026-01-31T12:29:00Z","principal":"a person","fingerprint":"def","reads":[{"product":"a.a","major":1}],"duration_ms":3,"rows":0,"error":"EXCEEDED_TIME_LIMIT"}""";

    private const string Domains = """[{"domain":"b","queries":11,"callers":2},{"queries":1,"callers":1}]""";

    private const string FailedRuns =
        """
        {"items":[{"id":9,"product":"c.c","major":1,"window":"2017-10-15T03:00Z","label":"2017-10-15","generation":3,"state":"failed","requested_at":"2026-01-31T12:30:00Z","not_before":"2026-01-31T12:30:00Z","ended_at":"2026-01-31T12:40:00Z","error":"no such column","is_unchanged":false},
        {"id":8,"product":"c.c","major":1,"window":"2017-10-14T03:00Z","label":"2017-10-14","generation":1,"state":"succeeded","requested_at":"2026-01-31T12:30:00Z","not_before":"2026-01-31T12:30:00Z","ended_at":"2026-01-31T12:40:00Z","is_unchanged":false}]}
        """;

    private const string Cause =
        """
        {"product":{"product":"c.c","major":1},"check":"unique:id","is_failing":true,"failing_since":"2026-01-31T12:30:00Z","passed_until":"2026-01-31T12:25:00Z","reason":"a.a published first.","path":[
        {"dataset":"a.a","run_id":"00000000-0000-0000-0000-000000000001","at":"2026-01-31T12:26:00Z","state":"COMPLETE","version":"8","changed":[]},
        {"dataset":"c.c","run_id":"00000000-0000-0000-0000-000000000002","at":"2026-01-31T12:30:00Z","state":"FAIL","changed":[{"dataset":"a.a","before":"7","after":"8"},{"dataset":"t","source":"postgres://db"}]}]}
        """;

    [Fact]
    public async Task Impact_writes_each_product_of_all_pages_and_the_verdict_on_standard_error()
    {
        await using var app = await CannedMesh.StartAsync(context => Json(context.Request.Query["cursor"].Count == 0 ? Impact($"{Changed},{Broken}", "\"n+1\"") : Impact(Uncertain, "null")));

        var (exitCode, output, errors) = await RunAsync(app, "impact", "a.a@1", "drop:total");

        Assert.Equal(
            (0,
            "a.a\t0\ttotal\tb 2 subscriptions (svc/x, svc/y), no domain 1 subscription\tb 11 queries, no domain 1 query\n"
            + "b.b@2\t1\tas a whole, sum from a.a.total\tno consumers\tno queries\n"
            + "c.c\t2\tmay break\tno consumers\tno queries\n",
            "Breaks, or may break, 3 products (itself included), 2 columns and 12 recorded queries of 30 days: total is gone.\n"),
            (exitCode, output, errors));
        Assert.Equal(["GET /impact?product=a.a%401&change=drop%3Atotal&limit=100", "GET /impact?product=a.a%401&change=drop%3Atotal&limit=98&cursor=n%2B1"], app.Requests);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Impact_fails_where_something_breaks_if_it_is_to(bool breaks, int ends)
    {
        await using var app = await CannedMesh.StartAsync(_ => Json(Impact(Changed, "null").Replace("\"is_breaking\":true", breaks ? "\"is_breaking\":true" : "\"is_breaking\":false", StringComparison.Ordinal)));

        var (exitCode, _, errors) = await RunAsync(app, "impact", "a.a", "retire", "--fail");

        Assert.Equal((ends, breaks), (exitCode, errors.StartsWith("Breaks, ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Impact_is_limited_and_written_as_json()
    {
        await using var app = await CannedMesh.StartAsync(_ => Json(Impact(Changed, "\"n\"")));

        var (exitCode, output, errors) = await RunAsync(app, "impact", "a.a", "retire", "--limit", "1", "--format", "json");

        Assert.Equal((0, Changed + "\n"), (exitCode, output));
        Assert.EndsWith("The nearest 1 products; --limit 3 shows all.\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_that_breaks_nothing_writes_no_line()
    {
        await using var app = await CannedMesh.StartAsync(_ => Json(
            """{"product":{"product":"a.a","major":1},"change":"type:total:DOUBLE","is_breaking":false,"reason":"DOUBLE holds it.","total_products":0,"total_columns":0,"total_queries":0,"is_whole":true,"products":[]}"""));

        Assert.Equal((0, "", "Nothing breaks: DOUBLE holds it.\n"), await RunAsync(app, "impact", "a.a", "type:total:DOUBLE"));
    }

    [Fact]
    public async Task Change_that_the_catalog_refuses_ends_with_1_and_its_reason()
    {
        await using var app = await CannedMesh.StartAsync(_ => Results.Problem("change: must be retire, drop:<column>, rename:<column>:<name> or type:<column>:<TYPE>.", statusCode: StatusCodes.Status400BadRequest));

        Assert.Equal((1, "", "change: must be retire, drop:<column>, rename:<column>:<name> or type:<column>:<TYPE>.\n"), await RunAsync(app, "impact", "a.a", "explode"));
    }

    [Fact]
    public async Task Queries_are_written_to_their_owner_with_columns_by_clause_age_and_text()
    {
        await using var app = await CannedMesh.StartAsync(context => Json(context.Request.Query["cursor"].Count == 0 ? Queries($"[{Query}]", "\"5-1\"") : Queries($"[{Refused}]", "null")));

        var (exitCode, output, errors) = await RunAsync(app, "queries", "a.a", "--column", "total");

        Assert.Equal(
            (0,
            "2026-01-31T12:30:00Z\tana\\u001blyst\tb\tselect(total) where(id)\tsnapshot 1500 ms old\t1 row\t12 ms\tabc\n  SELECT total FROM a.a WHERE id = ?\n"
            + "2026-01-31T12:29:00Z\ta person\tno domain\tcolumns not known\tno snapshot\tEXCEEDED_TIME_LIMIT\t3 ms\tdef\n",
            "a.a: 12 queries since 2026-01-01T12:30:00Z: b 11, no domain 1.\n"),
            (exitCode, output, errors));
        Assert.Equal(["GET /products/a.a/queries?limit=100&column=total", "GET /products/a.a/queries?limit=99&column=total&cursor=5-1"], app.Requests);
    }

    [Fact]
    public async Task Queries_beyond_the_limit_are_named_and_json_is_an_object_a_line()
    {
        await using var app = await CannedMesh.StartAsync(_ => Json(Queries($"[{Query}]", "\"5-1\"")));

        var (exitCode, output, errors) = await RunAsync(app, "queries", "a.a", "--limit", "1", "--format", "json");

        Assert.Equal((0, Query + "\n"), (exitCode, output));
        Assert.EndsWith("There are older queries: raise --limit.\n", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "b\t11 queries\t2 callers\nno domain\t1 query\t1 caller\n")]
    [InlineData("json", """{"domain":"b","queries":11,"callers":2}""" + "\n" + """{"queries":1,"callers":1}""" + "\n")]
    public async Task Others_get_the_numbers_by_domain(string format, string expected)
    {
        await using var app = await CannedMesh.StartAsync(_ => Json(Queries("null", "null")));

        var (exitCode, output, errors) = await RunAsync(app, "queries", "a.a", "--format", format);

        Assert.Equal((0, expected), (exitCode, output));
        Assert.EndsWith("You see their numbers by domain; the queries themselves are for its owner and auditors.\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Causes_of_all_failing_checks_are_written_with_the_way_from_there()
    {
        await using var app = await CannedMesh.StartAsync(context => Json(context.Request.Path == "/products/c.c/quality"
            ? """{"product":"c.c","major":1,"history":[],"checks":[{"result":{"check":{"unique":["id"]},"outcome":"failed"},"checked_at":"2026-01-31T12:30:00Z"},{"result":{"check":{"not_null":["id"]},"outcome":"passed"},"checked_at":"2026-01-31T12:30:00Z"}]}"""
            : context.Request.Path == "/pipelines/c.c/runs" ? FailedRuns
            : Cause));

        var (exitCode, output, errors) = await RunAsync(app, "cause", "c.c");

        Assert.Equal(
            (0,
            "unique:id\tfails since 2026-01-31T12:30:00Z, passed until 2026-01-31T12:25:00Z\ta.a published first.\n"
            + "  a.a · published 2026-01-31T12:26:00Z · snapshot 8\n"
            + "  c.c · quarantined 2026-01-31T12:30:00Z · changed: a.a 7 -> 8, t in postgres://db\n"
            + "pipeline\trun 3 of 2017-10-15 failed 2026-01-31T12:40:00Z\tno such column\n",
            ""),
            (exitCode, output, errors));
        Assert.Equal(["GET /products/c.c/quality", "GET /products/c.c/checks/unique:id/cause", "GET /pipelines/c.c/runs?latest=true&limit=1000"], app.Requests);
    }

    [Fact]
    public async Task Product_without_a_failing_check_has_no_cause()
    {
        await using var app = await CannedMesh.StartAsync(context => Json(context.Request.Path == "/pipelines/c.c/runs" ? """{"items":[]}""" : """{"product":"c.c","major":1,"history":[],"checks":[]}"""));

        Assert.Equal((0, "", "c.c: no check fails on the newest batch, and no run of a pipeline failed.\n"), await RunAsync(app, "cause", "c.c"));
    }

    [Fact]
    public async Task Check_that_the_product_does_not_have_ends_with_5_and_those_that_it_has()
    {
        await using var app = await CannedMesh.StartAsync(_ => Results.Problem("check: c.c has no check \"x\". It has unique:id.", statusCode: StatusCodes.Status404NotFound));

        Assert.Equal((5, "", "check: c.c has no check \"x\". It has unique:id.\n"), await RunAsync(app, "cause", "c.c", "x"));
    }

    private static string Impact(string products, string next) =>
        $$"""{"product":{"product":"a.a","major":1},"change":"drop:total","is_breaking":true,"reason":"total is gone.","total_products":3,"total_columns":2,"total_queries":12,"is_whole":true,"products":[{{products}}],"next":{{next}}}""";

    private static string Queries(string items, string next) => $$"""{"product":"a.a","since":"2026-01-01T12:30:00Z","total":12,"domains":{{Domains}},"items":{{items}},"next":{{next}}}""";

    private static IResult Json(string text) => Results.Text(text, "application/json");

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(CannedMesh app, params string[] arguments) =>
        MeshCommand.CallAsync([.. arguments, "--catalog", app.Address]);
}
