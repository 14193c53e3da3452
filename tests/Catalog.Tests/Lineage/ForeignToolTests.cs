using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshStarter.Catalog.Tests.Lineage;

/// <summary>Events of other tools, in the form in which Spark, dbt, Airflow and Flink send them, in <c>Foreign/*.json</c>.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed partial class ForeignToolTests(CatalogFixture catalog)
{
    private readonly string _domain = "d" + Guid.NewGuid().ToString("N")[..12];

    [SkippableTheory]
    [InlineData("spark", "job:spark:daily_revenue.execute_insert_into_hadoop_fs_relation_command.{d}_daily", "dataset:s3://lake:{d}/orders", "COMPLETED", "2026-01-31T03:00:01", "2026-01-31T03:00:09")]
    [InlineData("dbt", "job:dbt:shop.public.{d}.daily", "dataset:postgres://db:5432:shop.public.{d}_orders", "COMPLETED", "2026-01-31T04:00:01", "2026-01-31T04:00:03")]
    [InlineData("airflow", "job:airflow:{d}_daily.load", "dataset:postgres://db:5432:shop.public.{d}_orders", "COMPLETED", "2026-01-31T06:00:01", "2026-01-31T06:00:04")]
    [InlineData("flink", "job:flink:{d}_enrich", "dataset:kafka://kafka-prod:9092:{d}.clicks", "FAILED", "2026-01-31T07:00:00", "2026-01-31T07:04:00")]
    public async Task Events_make_the_same_job_with_its_sources_run_and_product_in_whatever_order_they_come(string tool, string job, string source, string state, string began, string ended)
    {
        var events = Events(tool);
        foreach (var reported in (JsonNode?[])[events[^1], .. events.Reverse(), .. events])
        {
            await ReportAsync(reported!);
        }

        var graph = (await catalog.GetAsync($"/api/v1/lineage?nodeId={Uri.EscapeDataString($"dataset:mesh:{_domain}.daily")}", catalog.Owner(_domain))).Body["graph"]!.AsArray();

        var made = graph.Single(node => Text(node!["id"]) == Own(job))!;
        Assert.Contains($"dataset:mesh:{_domain}.daily", made["outEdges"]!.AsArray().Select(edge => Text(edge!["destination"])));
        Assert.Contains(Own(source), made["inEdges"]!.AsArray().Select(edge => Text(edge!["origin"])));
        var run = made["data"]!["latestRun"]!;
        Assert.Equal((state, began, ended, 1), (Text(run["state"]), Text(run["startedAt"])[..19], Text(run["endedAt"])[..19], run["runs"]!.GetValue<int>()));
    }

    [SkippableTheory]
    [InlineData("spark")]
    [InlineData("dbt")]
    [InlineData("airflow")]
    [InlineData("flink")]
    public async Task Events_sent_at_once_are_all_taken_and_their_literals_are_for_who_may_audit(string tool)
    {
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "daily" });
        using var content = new StringContent(new JsonArray([.. Events(tool).Select(each => each!.DeepClone())]).ToJsonString(), Encoding.UTF8, "application/json");

        var (status, answer) = await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage/batch", catalog.Service(_domain), content);

        Assert.Equal((HttpStatusCode.OK, "success"), (status, Text(answer["status"])));
        var (_, seen) = await catalog.GetAsync($"/api/v1/lineage?nodeId={Uri.EscapeDataString($"dataset:mesh:{_domain}.daily")}", catalog.Analyst());
        Assert.Contains(_domain, seen.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a secret", seen.ToJsonString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Columns_of_a_foreign_job_are_followed_to_its_source()
    {
        foreach (var reported in Events("spark"))
        {
            await ReportAsync(reported!);
        }

        var page = (await catalog.GetAsync($"/lineage?node=dataset:mesh:{_domain}.daily&level=column&direction=upstream", catalog.Owner(_domain))).Body;

        Assert.Contains(
            $"datasetField:s3://lake:{_domain}/orders:amount datasetField:mesh:{_domain}.daily:revenue aggregation",
            page["edges"]!.AsArray().Select(edge => $"{edge!["from"]} {edge["to"]} {edge["kind"]}"));
    }

    [SkippableFact]
    public async Task Jobs_that_feed_each_other_end_and_each_is_there_once()
    {
        await ReportAsync(Job("a", "daily"));
        await ReportAsync(Job("daily", "a"));
        await ReportAsync(Job("daily", "daily"));
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "daily" });

        var graph = (await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{_domain}.daily&depth=100", catalog.Owner(_domain))).Body["graph"]!.AsArray();
        var (status, impact) = await catalog.GetAsync($"/impact?product={_domain}.daily&change=drop:order_id", catalog.Owner(_domain));

        Assert.Equal(5, graph.Count);
        Assert.Equal(graph.Count, graph.Select(node => Text(node!["id"])).Distinct(StringComparer.Ordinal).Count());
        Assert.True(status == HttpStatusCode.OK, impact.ToJsonString());
    }

    [SkippableFact]
    public async Task Event_of_ten_megabytes_is_taken()
    {
        var reported = Events("spark")[3]!.DeepClone();
        var plan = reported["run"]!["facets"]!["spark.logicalPlan"]!;
        plan["padding"] = new string('x', 9_900_000);
        await ReportAsync(reported);
        Assert.Equal(HttpStatusCode.OK, (await catalog.GetAsync($"/lineage?node=dataset:mesh:{_domain}.daily", catalog.Owner(_domain))).Status);
    }

    private JsonObject Job(string from, string to) => JsonNode.Parse($$$"""
        {
          "eventTime": "2026-01-31T12:00:00Z", "producer": "https://example.org", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent", "job": {"namespace": "cycle", "name": "{{{_domain}}}.{{{from}}}.{{{to}}}"},
          "inputs": [{"namespace": "mesh", "name": "{{{_domain}}}.{{{from}}}"}], "outputs": [{"namespace": "mesh", "name": "{{{_domain}}}.{{{to}}}"}]
        }
        """)!.AsObject();

    // {d} is the domain, {run:name} an id of the test's own.
    private JsonArray Events(string tool) => JsonNode.Parse(RunName().Replace(
        Own(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Lineage", "Foreign", $"{tool}.json"))),
        match => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(_domain + match.Groups[1].Value)).AsSpan(0, 16)).ToString()), documentOptions: new JsonDocumentOptions { MaxDepth = 500 })!.AsArray();

    private string Own(string text) => text.Replace("{d}", _domain, StringComparison.Ordinal);

    private async Task ReportAsync(JsonNode reported)
    {
        using var content = new StringContent(reported.ToJsonString(), Encoding.UTF8, "application/json");
        var (status, problem) = await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage", catalog.Service(_domain), content);
        Assert.True(status == HttpStatusCode.Created, problem.ToJsonString());
    }

    [GeneratedRegex("{run:(?<name>[a-z]+)}", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex RunName();
}
