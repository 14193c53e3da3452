using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Lineage;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed partial class LineageTests(CatalogFixture catalog)
{
    private readonly string _domain = "d" + Guid.NewGuid().ToString("N")[..12];

    [SkippableFact]
    public async Task Run_makes_a_job_with_what_it_reads_and_writes()
    {
        await ReportAsync(Run("START", 0));
        await ReportAsync(Run("COMPLETE", 5));

        var graph = await GraphAsync($"dataset:mesh:{_domain}.daily");

        Assert.Equal([$"dataset:mesh:{_domain}.daily", $"dataset:postgres://db:5432:shop.{_domain}.orders", $"job:mesh:{_domain}.daily.refresh"], graph.Select(node => Text(node!["id"])));
        var job = graph[2]!;
        Assert.Equal($"dataset:mesh:{_domain}.daily", Text(job["outEdges"]![0]!["destination"]));
        Assert.Equal($"dataset:postgres://db:5432:shop.{_domain}.orders", Text(job["inEdges"]![0]!["origin"]));
        Assert.Equal(["DB_TABLE", "DB_TABLE", "BATCH"], graph.Select(node => Text(node!["data"]!["type"])));
        Assert.Equal(("COMPLETED", 1), (Text(job["data"]!["latestRun"]!["state"]), job["data"]!["latestRun"]!["runs"]!.GetValue<int>()));
        Assert.Equal("7", Text(job["data"]!["latestRun"]!["outputs"]![$"dataset:mesh:{_domain}.daily"]!["version"]!["datasetVersion"]));
    }

    [SkippableFact]
    public async Task Order_of_events_does_not_matter_nor_does_their_number()
    {
        var events = new[] { Run("START", 0, "first"), Run("RUNNING", 2, "second"), Run("COMPLETE", 5, "third") };
        foreach (var reported in (JsonObject[])[events[2], events[0], events[1], events[2], events[0]])
        {
            await ReportAsync(reported);
        }

        var run = (await GraphAsync($"job:mesh:{_domain}.daily.refresh")).Single(node => Text(node!["type"]) == "JOB")!["data"]!["latestRun"]!;

        Assert.Equal(("COMPLETED", "2026-01-31T12:00:00", "2026-01-31T12:00:05"), (Text(run["state"]), Text(run["startedAt"])[..19], Text(run["endedAt"])[..19]));
        Assert.Equal("third", Text(run["facets"]!["note"]!["text"]));
    }

    [SkippableFact]
    public async Task Runs_of_a_streaming_job_are_counted_by_the_minute()
    {
        for (var second = 0; second < 5; second++)
        {
            await ReportAsync(Run("COMPLETE", second, run: Guid.NewGuid(), streaming: true));
        }

        var again = Run("COMPLETE", 5, run: Guid.NewGuid(), streaming: true);
        await ReportAsync(again);
        await ReportAsync(again);
        await ReportAsync(Run("COMPLETE", 61, run: Guid.NewGuid(), streaming: true));

        var run = (await GraphAsync($"job:mesh:{_domain}.daily.refresh")).Single(node => Text(node!["type"]) == "JOB")!["data"]!["latestRun"]!;
        Assert.Equal(1, run["runs"]!.GetValue<int>());

        await ReportAsync(Run("COMPLETE", 62, run: Guid.NewGuid(), streaming: true));
        run = (await GraphAsync($"job:mesh:{_domain}.daily.refresh")).Single(node => Text(node!["type"]) == "JOB")!["data"]!["latestRun"]!;
        Assert.Equal((2, "2026-01-31T12:01:02"), (run["runs"]!.GetValue<int>(), Text(run["endedAt"])[..19]));
    }

    [SkippableFact]
    public async Task Failures_of_a_streaming_job_are_counted_by_the_minute_with_the_newest_reason()
    {
        await ReportAsync(Run("COMPLETE", 0, run: Guid.NewGuid(), streaming: true));
        for (var second = 1; second <= 4; second++)
        {
            await ReportAsync(Run("FAIL", second, $"reason {second}", run: Guid.NewGuid(), streaming: true));
        }

        var run = (await GraphAsync($"job:mesh:{_domain}.daily.refresh")).Single(node => Text(node!["type"]) == "JOB")!["data"]!["latestRun"]!;

        Assert.Equal(("FAILED", 4, "reason 4"), (Text(run["state"]), run["runs"]!.GetValue<int>(), Text(run["facets"]!["note"]!["text"])));
    }

    [SkippableFact]
    public async Task Major_versions_are_nodes_of_their_own_and_the_default_one_has_the_plain_name()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = _domain, Product = "b" });
        await catalog.RegisterAsync(product with { Version = "2.0.0", Classification = "restricted" });
        await catalog.RegisterAsync(product with { Product = "a" });
        await ReportAsync(Job("a", "b@1"));
        await ReportAsync(Job("a", "b@2"));
        await ReportAsync(Job("b@2", "c"));

        Assert.Equal(
            [$"dataset:mesh:{_domain}.a", $"dataset:mesh:{_domain}.b", $"dataset:mesh:{_domain}.b@1", $"dataset:mesh:{_domain}.c", $"job:mesh:{_domain}.b.refresh", $"job:mesh:{_domain}.b@1.refresh", $"job:mesh:{_domain}.c.refresh"],
            (await GraphAsync($"dataset:mesh:{_domain}.b@2")).Select(node => Text(node!["id"])));
        var (_, seen) = await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{_domain}.b@1", catalog.Analyst());
        Assert.Equal([$"dataset:mesh:{_domain}.a", $"dataset:mesh:{_domain}.b@1"], seen["graph"]!.AsArray().Select(node => Text(node!["id"])).Where(id => id.StartsWith("dataset:", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Facet_that_is_taken_back_is_gone()
    {
        await ReportAsync(Dataset(0, """{"documentation": {"_producer": "p", "_schemaURL": "s", "description": "old"}}"""));
        await ReportAsync(Dataset(2, """{"documentation": {"_producer": "p", "_schemaURL": "s", "_deleted": true}, "storage": {"_producer": "p", "_schemaURL": "s", "storageLayer": "iceberg"}}"""));
        await ReportAsync(Dataset(1, """{"documentation": {"_producer": "p", "_schemaURL": "s", "description": "late"}}"""));

        var facets = (await GraphAsync($"dataset:mesh:{_domain}.daily"))[0]!["data"]!["facets"]!.AsObject();

        Assert.Equal(["storage"], facets.Select(facet => facet.Key));
    }

    [SkippableFact]
    public async Task Graph_of_more_steps_holds_that_of_fewer()
    {
        foreach (var (from, to) in ((string, string)[])[("a", "b"), ("b", "c"), ("c", "d")])
        {
            await ReportAsync(Job(from, to));
        }

        var sizes = new List<int>();
        foreach (var depth in (int[])[0, 1, 2, 4, 20])
        {
            sizes.Add((await GraphAsync($"dataset:mesh:{_domain}.a", depth)).Count);
        }

        Assert.Equal([1, 2, 3, 5, 7], sizes);
    }

    [SkippableFact]
    public async Task Domain_reports_lineage_of_its_own_and_of_external_datasets()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(Run("START", 0), catalog.Service("payments"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(Dataset(0, "{}"), catalog.Analyst())).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(Run("START", 0), catalog.Platform("query"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(Run("START", 0), null)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{_domain}.daily", catalog.Analyst())).Status);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("/batch")]
    public async Task Refused_report_is_recorded(string path)
    {
        var other = "refused" + _domain;
        JsonNode sent = path.Length == 0 ? Run("START", 0) : new JsonArray(Run("START", 0));

        await catalog.SendAsync(HttpMethod.Post, $"/api/v1/lineage{path}", catalog.Service(other), new StringContent(sent.ToJsonString(), Encoding.UTF8, "application/json"));

        await catalog.Policies.WaitForAsync(record => record is { Permit: false, Action: "operate" } && record.Subject == other);
    }

    [SkippableFact]
    public async Task Who_reads_a_product_does_not_say_what_it_is_and_the_run_keeps_which_state_was_read()
    {
        await catalog.RegisterAsync(new TestProduct { Domain = "reader" + _domain, Product = "sums" });
        await ReportAsync(Dataset(0, """{"version": {"_producer": "p", "_schemaURL": "s", "datasetVersion": "7"}}"""));
        var reading = Run("COMPLETE", 5);
        reading["job"]!["name"] = $"reader{_domain}.sums.publish";
        reading["outputs"]![0]!["name"] = $"reader{_domain}.sums";
        reading["inputs"] = new JsonArray(JsonNode.Parse($$"""{"namespace": "mesh", "name": "{{_domain}}.daily", "facets": {"version": {"_producer": "p", "_schemaURL": "s", "datasetVersion": "6"} } }"""));
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(reading, catalog.Service("reader" + _domain))).Status);

        var graph = await GraphAsync($"dataset:mesh:{_domain}.daily");

        Assert.Equal("7", Text(graph.Single(node => Text(node!["id"]) == $"dataset:mesh:{_domain}.daily")!["data"]!["facets"]!["version"]!["datasetVersion"]));
        var run = graph.Single(node => Text(node!["type"]) == "JOB")!["data"]!["latestRun"]!;
        Assert.Equal("6", Text(run["inputs"]![$"dataset:mesh:{_domain}.daily"]!["version"]!["datasetVersion"]));
    }

    [SkippableTheory]
    [InlineData("""[]""", "The body is not a JSON object.")]
    [InlineData("""{"eventTime": """, "The body is not JSON, names a member twice, or is nested deeper than 64 levels.")]
    [InlineData("""{"eventTime": "2026-01-31T12:00:00Z", "eventTime": "2026-01-31T12:00:00Z"}""", "The body is not JSON, names a member twice, or is nested deeper than 64 levels.")]
    [InlineData("""{"\ud800": 1}""", "The body is not JSON, names a member twice, or is nested deeper than 64 levels.")]
    [InlineData("""{"eventTime": "\ud800"}""", "eventTime: holds half of a surrogate pair, which is no text. Send the whole character.")]
    [InlineData("""{"producer": "p", "schemaURL": "s", "job": {"namespace": "mesh", "name": "x"}}""", "eventTime: must be a text of 1 to 2000 characters.")]
    [InlineData("""{"eventTime": "soon", "producer": "p", "schemaURL": "s", "job": {"namespace": "mesh", "name": "x"}}""", "eventTime: must be a date and time (RFC 3339).")]
    [InlineData("""{"eventTime": "2026-01-31T12:00:00Z", "producer": "p", "schemaURL": "s"}""", "job: an event has a run with its job, a job, or a dataset.")]
    [InlineData("""{"eventTime": "2026-01-31T12:00:00Z", "producer": "p", "schemaURL": "s", "run": {"runId": "7"}, "job": {"namespace": "mesh", "name": "x"}}""", "run.runId: must be a UUID.")]
    [InlineData("""{"eventTime": "2026-01-31T12:00:00Z", "producer": "p", "schemaURL": "s", "run": {"runId": "0b1e9a9e-5f0e-4f3e-9d0a-1c1c1c1c1c1c"}, "job": {"namespace": "mesh", "name": "x"}, "dataset": {"namespace": "mesh", "name": "x"}}""", "dataset: an event of a dataset has neither run nor job.")]
    [InlineData("""{"eventTime": "2026-01-31T12:00:00Z", "producer": "p", "schemaURL": "s", "job": {"namespace": "mesh", "name": "x"}, "inputs": [{"name": "y"}]}""", "inputs[0].namespace: must be a text of 1 to 2000 characters.")]
    [InlineData("""{"eventTime": "2026-01-31T12:00:00Z", "producer": "p", "schemaURL": "s", "job": {"namespace": "mesh", "name": "x", "facets": {"sql": {"query": "1"}}}}""", "job.facets.sql: a facet is an object with _producer and _schemaURL.")]
    [InlineData("""{"eventTime": "2026-01-31T12:00:00Z", "producer": "p", "schemaURL": "s", "job": {"namespace": "mesh", "name": "x", "facets": {"sql": {"_producer": "p", "_schemaURL": "s", "query": ["a", "b\u0000"]}}}}""", "job.facets.sql.query[1]: holds the character U+0000, which no text has. Leave it out.")]
    [InlineData("""{"eventTime": "2026-01-31T12:00:00Z", "producer": "p", "schemaURL": "s", "job": {"namespace": "mesh", "name": "x\u001b[201~y"}}""", "job.name: holds the control character U+001B. Leave it out: people read it.")]
    [InlineData("""{"eventTime": "2026-01-31T12:00:00Z", "producer": "p", "schemaURL": "s", "job": {"namespace": "mesh", "name": "x"}, "inputs": [{"namespace": "a\u202eb", "name": "y"}]}""", "inputs[0].namespace: holds the control character U+202E. Leave it out: people read it.")]
    public async Task Event_that_is_none_is_refused_with_its_field(string body, string problem)
    {
        var (status, answer) = await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage", catalog.Service(_domain), new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal((HttpStatusCode.BadRequest, problem), (status, Text(answer["detail"])));
    }

    [SkippableFact]
    public async Task Event_in_another_encoding_is_refused_with_its_field()
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes("""{"job": {"ÿ": 1}}"""));

        var (status, answer) = await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage", catalog.Service(_domain), content);

        Assert.Equal((HttpStatusCode.BadRequest, "job.…: holds bytes that are not UTF-8. Send JSON in UTF-8."), (status, Text(answer["detail"])));
    }

    [SkippableFact]
    public async Task Batch_with_half_a_character_as_a_name_is_refused()
    {
        var (status, answer) = await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage/batch", catalog.Service(_domain), new StringContent("""[{"\ud800": 1}]""", Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, "The body is not JSON, names a member twice, or is nested deeper than 64 levels."), (status, Text(answer["detail"])));
    }

    [SkippableFact]
    public async Task Batch_takes_what_is_right_and_names_what_is_not()
    {
        var wrong = Job("a", "b");
        wrong["eventTime"] = "soon";
        var foreign = Job("a", "b");
        foreign["job"]!["name"] = "other.job";
        var batch = new JsonArray(Job("a", "b"), wrong, foreign, Run("COMPLETE", 5), Run("START", 1));

        var (status, answer) = await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage/batch", catalog.Service(_domain), new StringContent(batch.ToJsonString(), Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"received":5,"successful":3,"failed":2,"retriable":0,"non_retriable":2}""", answer["summary"]!.ToJsonString());
        Assert.Equal([1, 2], answer["failed_events"]!.AsArray().Select(failed => failed!["index"]!.GetValue<int>()));
        var run = (await GraphAsync($"job:mesh:{_domain}.daily.refresh")).Single(node => Text(node!["type"]) == "JOB")!["data"]!["latestRun"]!;
        Assert.Equal(("COMPLETED", "2026-01-31T12:00:01"), (Text(run["state"]), Text(run["startedAt"])[..19]));
        Assert.Equal(3, (await GraphAsync($"job:mesh:{_domain}.b.refresh")).Count);
    }

    [SkippableFact]
    public async Task Event_of_another_jobs_run_is_refused_and_changes_nothing()
    {
        await ReportAsync(Run("START", 0));
        var (other, own) = ("other" + _domain, Run("RUNNING", 2, "second"));
        var foreign = Run("FAIL", 4, "foreign");
        foreign["job"]!["name"] = $"{other}.daily.refresh";
        foreign["outputs"]![0]!["name"] = $"{other}.daily";

        var (status, answer) = await SendAsync(foreign, catalog.Service(other));
        var batch = await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage/batch", catalog.Service(other), new StringContent(new JsonArray(foreign).ToJsonString(), Encoding.UTF8, "application/json"));
        await ReportAsync(own);

        const string Reason = "run.runId: is that of another job's run. Give each run an id of its own.";
        await Eventually.HoldsAsync(() => catalog.Policies.Audit.Count(record => record is { Permit: false, Action: "operate" } && record.Subject == other) == 2);
        Assert.Equal((HttpStatusCode.Forbidden, Reason), (status, Text(answer["detail"])));
        Assert.Equal("""{"received":1,"successful":0,"failed":1,"retriable":0,"non_retriable":1}""", batch.Body["summary"]!.ToJsonString());
        Assert.Equal((0, Reason), Assert.Single(batch.Body["failed_events"]!.AsArray()) is { } failed ? (failed["index"]!.GetValue<int>(), Text(failed["reason"])) : default);
        var run = (await GraphAsync($"job:mesh:{_domain}.daily.refresh")).Single(node => Text(node!["type"]) == "JOB")!["data"]!["latestRun"]!;
        Assert.Equal(("RUNNING", "second"), (Text(run["state"]), Text(run["facets"]!["note"]!["text"])));
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/api/v1/lineage?nodeId=job:mesh:{other}.daily.refresh", catalog.Owner(other))).Status);
    }

    [SkippableFact]
    public async Task Run_goes_on_while_its_major_version_becomes_the_default_one()
    {
        await ReportAsync(Run("START", 0));
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = _domain, Product = "daily" });
        await catalog.RegisterAsync(product with { Version = "2.0.0", Classification = "restricted" });
        var end = Run("COMPLETE", 5);
        end["job"]!["name"] = $"{_domain}.daily@1.refresh";

        await ReportAsync(end);

        var run = (await GraphAsync($"job:mesh:{_domain}.daily.refresh")).Single(node => Text(node!["type"]) == "JOB" && Text(node["id"]).EndsWith("daily.refresh", StringComparison.Ordinal))!["data"]!["latestRun"]!;
        Assert.Equal("COMPLETED", Text(run["state"]));
    }

    [SkippableFact]
    public async Task Body_that_unpacks_to_more_than_the_limit_is_refused_whole()
    {
        var padding = new string('x', 11 * 1024 * 1024);
        var body = Dataset(0, $$"""{"documentation": {"_producer": "p", "_schemaURL": "s", "description": "{{padding}}"} }""").ToJsonString();
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(body));
        }

        var content = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } };

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage", catalog.Service(_domain), content)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/api/v1/lineage?nodeId=dataset:mesh:{_domain}.daily", catalog.Owner(_domain))).Status);
    }

    [SkippableFact]
    public async Task Name_that_no_index_holds_is_refused()
    {
        var named = Dataset(0, "{}");
        named["dataset"]!["name"] = $"{_domain}.{new string('ä', 400)}";

        var (status, answer) = await SendAsync(named, catalog.Service(_domain));

        Assert.Equal((HttpStatusCode.BadRequest, "dataset.name: must be at most 600 bytes long in UTF-8."), (status, Text(answer["detail"])));
    }

    [SkippableFact]
    public async Task Event_of_a_clock_that_is_ahead_is_refused()
    {
        var ahead = Dataset(0, "{}");
        ahead["eventTime"] = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O");

        var (status, answer) = await SendAsync(ahead, catalog.Service(_domain));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("eventTime: must be at most 5 minutes after the catalog's time, ", Text(answer["detail"]), StringComparison.Ordinal);
        Assert.EndsWith(". Set the clock of the sender right.", Text(answer["detail"]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Runs_of_a_silent_job_go_with_their_time_and_its_edges_stay()
    {
        await ReportAsync(Run("COMPLETE", 5));
        Assert.Equal(1, await catalog.ExecuteAsync("UPDATE lineage_runs SET told_at = now() - interval '31 days' WHERE job_name = $1", $"{_domain}.daily.refresh"));
        await catalog.AgeRunAsync("LineageCleanup");
        await using var started = await catalog.AnotherAsync();

        JsonArray graph = [];
        await Eventually.HoldsAsync(async () => (graph = await GraphAsync($"job:mesh:{_domain}.daily.refresh")).Single(node => Text(node!["type"]) == "JOB")!["data"]!["latestRun"] is null);

        Assert.Equal(3, graph.Count);
    }

    [SkippableFact]
    public async Task Event_may_come_compressed()
    {
        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Dataset(0, "{}").ToJsonString()));
        }

        var content = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } };

        Assert.Equal(HttpStatusCode.Created, (await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage", catalog.Service(_domain), content)).Status);

        Assert.Single(await GraphAsync($"dataset:mesh:{_domain}.daily"));
    }

    [SkippableTheory]
    [InlineData("gzip", "/api/v1/lineage")]
    [InlineData("gzip", "/api/v1/lineage/batch")]
    [InlineData("deflate", "/products/a.b/subscriptions")]
    [InlineData("br", "/iceberg/v1/mesh/namespaces")]
    [InlineData("gzip", "/schema-registry/subjects/a/versions")]
    public async Task Body_that_is_not_in_the_encoding_that_it_names_is_refused(string encoding, string path)
    {
        using var content = new StringContent("""{"a": 1}""", Encoding.UTF8, "application/json") { Headers = { ContentEncoding = { encoding } } };

        var (status, answer) = await catalog.SendRawAsync(HttpMethod.Post, path, catalog.Administrator(), content);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            "The body is not in the encoding that Content-Encoding names. Send it in that encoding, or leave the header out.",
            Text(answer!["detail"] ?? answer["message"] ?? answer["error"]!["message"]));
    }

    private static string Time(int second) => new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero).AddSeconds(second).ToString("yyyy-MM-ddTHH:mm:ss.fffZ");

    private JsonObject Run(string state, int second, string note = "n", Guid? run = null, bool streaming = false) => JsonNode.Parse($$$"""
        {
          "eventTime": "{{{Time(second)}}}", "eventType": "{{{state}}}", "producer": "https://example.org", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
          "run": {"runId": "{{{run ?? new Guid("0b1e9a9e-5f0e-4f3e-9d0a-" + _domain[1..])}}}", "facets": {"note": {"_producer": "p", "_schemaURL": "s", "text": "{{{note}}}"} } },
          "job": {"namespace": "mesh", "name": "{{{_domain}}}.daily.refresh", "facets": {"jobType": {"_producer": "p", "_schemaURL": "s", "processingType": "{{{(streaming ? "STREAMING" : "BATCH")}}}", "integration": "MESH"} } },
          "inputs": [{"namespace": "postgres://db:5432", "name": "shop.{{{_domain}}}.orders"}],
          "outputs": [{"namespace": "mesh", "name": "{{{_domain}}}.daily", "facets": {"version": {"_producer": "p", "_schemaURL": "s", "datasetVersion": "7"} }, "outputFacets": {"outputStatistics": {"_producer": "p", "_schemaURL": "s", "rowCount": 3} } }]
        }
        """)!.AsObject();

    private JsonObject Job(string from, string to) => JsonNode.Parse($$$"""
        {
          "eventTime": "{{{Time(0)}}}", "producer": "https://example.org", "schemaURL": "s", "job": {"namespace": "mesh", "name": "{{{_domain}}}.{{{to}}}.refresh"},
          "inputs": [{"namespace": "mesh", "name": "{{{_domain}}}.{{{from}}}"}], "outputs": [{"namespace": "mesh", "name": "{{{_domain}}}.{{{to}}}"}]
        }
        """)!.AsObject();

    private JsonObject Dataset(int second, string facets) => JsonNode.Parse($$$"""
        {"eventTime": "{{{Time(second)}}}", "producer": "https://example.org", "schemaURL": "s", "dataset": {"namespace": "mesh", "name": "{{{_domain}}}.daily", "facets": {{{facets}}} } }
        """)!.AsObject();

    private async Task ReportAsync(JsonObject reported) => Assert.Equal(HttpStatusCode.Created, (await SendAsync(reported, catalog.Service(_domain))).Status);

    private Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(JsonObject reported, string? token) =>
        catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage", token, new StringContent(reported.ToJsonString(), Encoding.UTF8, "application/json"));

    private async Task<JsonArray> GraphAsync(string node, int depth = 20) =>
        (await catalog.GetAsync($"/api/v1/lineage?nodeId={Uri.EscapeDataString(node)}&depth={depth}", catalog.Owner(_domain))).Body["graph"]!.AsArray();
}
