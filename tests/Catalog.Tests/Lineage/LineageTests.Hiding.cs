using System.Net;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Lineage;

public sealed partial class LineageTests
{
    [SkippableFact]
    public async Task Job_is_seen_by_who_may_know_something_that_it_makes_and_its_run_names_nothing_else()
    {
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "daily", Classification = "restricted" });
        await ReportAsync(Run("COMPLETE", 5));
        var job = $"/api/v1/lineage?nodeId={Uri.EscapeDataString($"job:mesh:{_domain}.daily.refresh")}";
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync(job, catalog.Analyst())).Status);
        var source = $"/api/v1/lineage?nodeId={Uri.EscapeDataString($"dataset:postgres://db:5432:shop.{_domain}.orders")}";
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync(source, catalog.Analyst())).Status);

        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "open" });
        var open = Run("COMPLETE", 6);
        open["outputs"]!.AsArray().Add(JsonNode.Parse($$"""{"namespace": "mesh", "name": "{{_domain}}.open", "facets": {} }"""));
        await ReportAsync(open);

        var seen = await catalog.GetAsync(job, catalog.Analyst());
        Assert.Equal(HttpStatusCode.OK, seen.Status);
        Assert.Equal(HttpStatusCode.OK, (await catalog.GetAsync(source, catalog.Analyst())).Status);
        Assert.Equal(
            [$"dataset:mesh:{_domain}.open"],
            seen.Body["graph"]!.AsArray().Single(node => Text(node!["type"]) == "JOB")!["data"]!["latestRun"]!["outputs"]!.AsObject().Select(output => output.Key));
    }

    [SkippableFact]
    public async Task Column_lineage_names_no_product_that_a_reader_may_not_know()
    {
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "b", Classification = "restricted" });
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "a" });
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "daily" });
        const string Lineage = """{"columnLineage": {"_producer": "p", "_schemaURL": "s", "fields": {"total": {"inputFields": [{"namespace": "mesh", "name": "{d}.b", "field": "secret"}, {"namespace": "mesh", "name": "{d}.a", "field": "open"}]} }, "dataset": [{"namespace": "mesh", "name": "{d}.b", "field": "secret"}]} }""";
        await ReportAsync(Dataset(0, Lineage.Replace("{d}", _domain, StringComparison.Ordinal)));

        var (_, seen) = await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{_domain}.daily", catalog.Analyst());
        var owns = await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{_domain}.daily", catalog.Owner(_domain));

        Assert.DoesNotContain("secret", seen.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("open", seen.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2, owns.Body.ToJsonString().Split("secret").Length - 1);
    }

    [SkippableFact]
    public async Task Product_that_a_reader_may_not_know_is_not_in_its_graph()
    {
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "a" });
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "b", Classification = "restricted" });
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "c" });
        await ReportAsync(Job("a", "b"));
        await ReportAsync(Job("b", "c"));

        Assert.Equal(5, (await GraphAsync($"dataset:mesh:{_domain}.a")).Count);
        var (_, seen) = await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{_domain}.a", catalog.Analyst());
        Assert.DoesNotContain(seen["graph"]!.AsArray(), node => Text(node!["id"]).EndsWith($"{_domain}.b", StringComparison.Ordinal) || Text(node["id"]).EndsWith($"{_domain}.c", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{_domain}.b", catalog.Analyst())).Status);
    }

    [SkippableFact]
    public async Task Hidden_product_that_is_removed_stays_hidden_and_one_that_is_open_is_for_who_may_see_any_of_that_name()
    {
        var (hidden, open) = (new TestProduct { Domain = _domain, Product = "b", Classification = "restricted" }, new TestProduct { Domain = _domain, Product = "a" });
        await catalog.RegisterAsync(open);
        await catalog.RegisterAsync(hidden);
        await ReportAsync(Job("a", "b"));
        await ReportAsync(Job("outbox", "b"));

        Assert.Equal(HttpStatusCode.NoContent, (await catalog.SendAsync(HttpMethod.Delete, $"/products/{hidden.Name}/majors/1", catalog.Owner(_domain))).Status);

        foreach (var address in (string[])["/api/v1/lineage?nodeId=dataset:mesh", "/api/v1/lineage?nodeId=job:mesh", "/lineage?node=dataset:mesh", "/lineage?node=job:mesh"])
        {
            var node = $"{address}:{_domain}.b{(address.Contains("job", StringComparison.Ordinal) ? ".refresh" : "")}";
            Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync(node, catalog.Analyst())).Status);
            Assert.Equal(HttpStatusCode.OK, (await catalog.GetAsync(node, catalog.Auditor())).Status);
            Assert.Equal(HttpStatusCode.OK, (await catalog.GetAsync(node, catalog.Owner(_domain))).Status);
        }

        Assert.DoesNotContain($"{_domain}.b", (await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{_domain}.a", catalog.Analyst())).Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, (await catalog.GetAsync($"/lineage?node={_domain}.a", catalog.Analyst())).Body["total_nodes"]!.GetValue<int>());
        // An outbox is a source: it would reveal what is made of it.
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/lineage?node={_domain}.outbox", catalog.Analyst())).Status);
    }

    [SkippableFact]
    public async Task Reader_of_some_rows_does_not_see_how_many_a_run_had()
    {
        await catalog.RegisterAsync(new TestProduct { Domain = "counted", Product = "daily" });
        var reported = JsonNode.Parse(Run("COMPLETE", 5).ToJsonString().Replace($"{_domain}.daily", "counted.daily", StringComparison.Ordinal))!.AsObject();
        reported["outputs"]![0]!["facets"]!["dataQualityMetrics"] = JsonNode.Parse("""{"_producer": "p", "_schemaURL": "s", "rowCount": 3}""");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(reported, catalog.Service("counted"))).Status);

        async Task<string> ShownAsync(string token) => (await catalog.GetAsync("/api/v1/lineage?nodeId=dataset:mesh:counted.daily&depth=1", token)).Body.ToJsonString();

        var seen = await ShownAsync(catalog.Analyst());
        Assert.DoesNotContain("rowCount", seen, StringComparison.Ordinal);
        Assert.Contains("datasetVersion", seen, StringComparison.Ordinal);
        Assert.Equal(4, (await ShownAsync(catalog.Owner("counted"))).Split("rowCount").Length);
    }

    [SkippableFact]
    public async Task Literals_of_a_jobs_sql_are_read_by_who_may_audit_what_it_makes()
    {
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "a" });
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "b" });
        var job = Job("a", "b");
        job["job"]!["facets"] = JsonNode.Parse("""
            {"sql": {"_producer": "p", "_schemaURL": "s", "query": "SELECT * FROM a WHERE name = 'a secret'"}, "sourceCode": {"_producer": "p", "_schemaURL": "s", "sourceCode": "a secret"}, "spark_plan": {"_producer": "p", "_schemaURL": "s", "plan": "a secret"}}
            """);
        await ReportAsync(job);
        var node = $"/api/v1/lineage?nodeId=job:mesh:{_domain}.b.refresh";

        var (_, seen) = await catalog.GetAsync(node, catalog.Analyst());
        var (_, owned) = await catalog.GetAsync(node, catalog.Owner(_domain));

        Assert.DoesNotContain("secret", seen.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("select * from a where name = ?", seen.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(4, owned.ToJsonString().Split("a secret").Length);
    }

    [SkippableFact]
    public async Task Sql_of_a_job_that_has_begun_and_has_no_datasets_yet_is_for_who_may_audit_what_it_makes()
    {
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "c" });
        var job = Job("a", "b");
        job["eventType"] = "START";
        job["job"]!["name"] = $"{_domain}.c.refresh";
        (job["inputs"], job["outputs"]) = (new JsonArray(), new JsonArray());
        job["job"]!["facets"] = JsonNode.Parse("""{"sql": {"_producer": "p", "_schemaURL": "s", "query": "SELECT margin FROM costs"} }""");
        await ReportAsync(job);

        var node = $"/lineage?node=job:mesh:{_domain}.c.refresh";
        Assert.DoesNotContain("costs", (await catalog.GetAsync(node, catalog.Analyst())).Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("costs", (await catalog.GetAsync(node, catalog.Owner(_domain))).Body.ToJsonString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public async Task Sql_of_a_job_that_reads_or_makes_a_hidden_product_too_is_for_who_may_audit_what_it_makes(string input, string output)
    {
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "a", Classification = "restricted" });
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "b" });
        await catalog.RegisterAsync(new TestProduct { Domain = _domain, Product = "c" });
        var job = Job(input, output);
        job["job"]!["name"] = $"{_domain}.c.refresh";
        job["outputs"]!.AsArray().Add(JsonNode.Parse($$"""{"namespace": "mesh", "name": "{{_domain}}.c"}"""));
        job["job"]!["facets"] = JsonNode.Parse("""{"sql": {"_producer": "p", "_schemaURL": "s", "query": "SELECT margin FROM costs"} }""");
        await ReportAsync(job);

        foreach (var node in (string[])[$"/api/v1/lineage?nodeId=job:mesh:{_domain}.c.refresh", $"/lineage?node=job:mesh:{_domain}.c.refresh"])
        {
            var seen = await catalog.GetAsync(node, catalog.Analyst());
            Assert.Equal(HttpStatusCode.OK, seen.Status);
            Assert.DoesNotContain("costs", seen.Body.ToJsonString(), StringComparison.Ordinal);
            Assert.Contains("costs", (await catalog.GetAsync(node, catalog.Owner(_domain))).Body.ToJsonString(), StringComparison.Ordinal);
            Assert.Contains("costs", (await catalog.GetAsync(node, catalog.Auditor())).Body.ToJsonString(), StringComparison.Ordinal);
        }
    }
}
