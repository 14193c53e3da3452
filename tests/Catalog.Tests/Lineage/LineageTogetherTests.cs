using System.Net;
using System.Text;
using Dapper;
using MeshStarter.Catalog.Lineage;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Lineage;

/// <summary>Events and requests that come together, also to several catalogs of one database, and what each catalog then knows.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class LineageTogetherTests(CatalogFixture catalog)
{
    private const int Jobs = 5;
    private const int Connections = 6;

    private readonly LineageGraphMaker _graph = new(catalog);

    [SkippableFact]
    public async Task Runs_that_are_reported_to_two_catalogs_at_once_are_all_counted()
    {
        var second = await catalog.SecondAsync();
        var events = Enumerable.Range(0, 100).Select(number => Event(number)).ToList();

        var answers = await Task.WhenAll(events.Select((reported, number) => SendAsync(number % 2 == 0 ? null : second, number % 3 == 0 ? $"[{reported}, {reported}]" : reported)));

        Assert.All(answers, status => Assert.True(status is HttpStatusCode.Created or HttpStatusCode.OK, $"{status}"));
        for (var job = 0; job < Jobs; job++)
        {
            var (_, graph) = await _graph.GetAsync($"/api/v1/lineage?nodeId=job:mesh:{{d}}.job{job}&depth=0");
            Assert.Equal(100 / Jobs, graph["graph"]!.AsArray().Single(node => node!["type"]!.GetValue<string>() == "JOB")!["data"]!["latestRun"]!["runs"]!.GetValue<int>());
        }
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_facets_of_one_moment_the_same_one_stays_whichever_comes_first(bool isReversed)
    {
        string[] events = [Described("first"), Described("second")];
        foreach (var reported in isReversed ? events.Reverse() : events)
        {
            await _graph.ReportAsync(reported);
        }

        var (_, graph) = await _graph.GetAsync("/api/v1/lineage?nodeId=dataset:mesh:{d}.sums");

        Assert.Equal("second", graph["graph"]![0]!["data"]!["facets"]!["documentation"]!["description"]!.GetValue<string>());

        static string Described(string text) => $$"""
            {"eventTime": "2026-01-31T12:00:00Z", "producer": "p", "schemaURL": "s", "dataset": {"namespace": "mesh", "name": "{d}.sums", "facets": {"documentation": {"_producer": "p", "_schemaURL": "s", "description": "{{text}}"} } } }
            """;
    }

    [SkippableFact]
    public async Task Input_that_a_job_has_not_named_for_a_month_is_none_of_its_and_one_of_each_month_stays()
    {
        await _graph.RegisterAsync("a", "b", "c");
        await using var database = NpgsqlDataSource.Create(catalog.Database);
        var start = TimeProvider.System.GetUtcNow().AddDays(-100);

        await ReadAsync(day: 0, "a", "b");
        await ReadAsync(day: 31, "a", "b");
        Assert.Equal(["0 product {d}.c", "-1 product {d}.a", "-1 product {d}.b", "-1 job {d}.c.refresh"], await UpstreamAsync());

        // An event that names no input says nothing of them.
        await ReadAsync(day: 50, "a");
        await ReadAsync(day: 62);
        Assert.Equal(4, (await UpstreamAsync()).Count);

        await ReadAsync(day: 63, "a");
        Assert.Equal(["0 product {d}.c", "-1 product {d}.a", "-1 job {d}.c.refresh"], await UpstreamAsync());
        Assert.Equal(["0 product {d}.b"], _graph.Items(await _graph.FollowAsync("node={d}.b")));

        async Task<IReadOnlyList<string>> UpstreamAsync() => _graph.Items(await _graph.FollowAsync("node={d}.c&direction=upstream"));

        async Task ReadAsync(int day, params string[] inputs)
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var at = start.AddDays(day);
            await new LineageWriter(transaction, at, CancellationToken.None).WriteAsync([new LineageEvent.OfJob(at, Node("c.refresh"), [.. inputs.Select(Node)], [Node("c")])]);
            await transaction.CommitAsync();
        }

        LineageNode Node(string name) => new(new LineageName("mesh", $"{_graph.Domain}.{name}"), [], []);
    }

    [SkippableFact]
    public async Task Catalog_follows_what_is_reported_to_another_one()
    {
        var second = await catalog.SecondAsync();
        await _graph.MakeShopAsync();
        Assert.Equal(["0 {d}.a", "1 {d}.b", "2 {d}.c"], await ProductsAsync(second));

        // c is not made of b any more, and d is.
        await _graph.RegisterAsync("d");
        await _graph.ConnectAsync("c", ["b"], 1, ("order_id", "a", "order_id", "IDENTITY"));
        await _graph.ConnectAsync("d", ["c"], 1, ("order_id", "c", "order_id", "IDENTITY"));

        Assert.Equal(["0 {d}.a", "1 {d}.b", "1 {d}.c", "2 {d}.d"], await ProductsAsync(second));
        Assert.Equal(["0 {d}.a", "1 {d}.b", "1 {d}.c", "2 {d}.d"], await ProductsAsync(null));
    }

    [SkippableFact]
    public async Task Column_lineage_that_is_taken_back_is_gone()
    {
        await _graph.MakeShopAsync();
        await _graph.ReportAsync("""
            {"eventTime": "2026-01-31T12:00:30Z", "producer": "p", "schemaURL": "s", "dataset": {"namespace": "mesh", "name": "{d}.c", "facets": {"columnLineage": {"_producer": "p", "_schemaURL": "s", "_deleted": true} } } }
            """);

        var page = await _graph.FollowAsync("node={d}.c.order_id&level=column&direction=upstream");

        Assert.Equal(["0 column {d}.c.order_id"], _graph.Items(page));
    }

    [SkippableTheory]
    [InlineData("/lineage?node={d}.b@1")]
    [InlineData("/api/v1/lineage?nodeId=dataset:mesh:{d}.b@1")]
    public async Task As_many_requests_at_once_as_the_catalog_has_database_connections_are_answered(string address)
    {
        await _graph.MakeShopAsync();
        await using var another = await catalog.AnotherAsync($"few;Maximum Pool Size={Connections}");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync());
        await using var holder = new NpgsqlConnection(catalog.Database);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync("LOCK TABLE product_majors IN ACCESS EXCLUSIVE MODE");

        var answers = Enumerable.Range(0, Connections).Select(_ => StatusAsync()).ToList();
        await Eventually.HoldsAsync(async () => await holder.ExecuteScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))") >= Connections);

        await transaction.RollbackAsync();

        Assert.All(await Task.WhenAll(answers), status => Assert.Equal(HttpStatusCode.OK, status));

        async Task<HttpStatusCode> StatusAsync()
        {
            var (status, _) = await another.SendAsync(HttpMethod.Get, address.Replace("{d}", _graph.Domain, StringComparison.Ordinal), catalog.Owner(_graph.Domain));
            return status;
        }
    }

    // The products that a dropped column breaks, as a catalog knows them; null for the one of all tests.
    private async Task<IReadOnlyList<string>> ProductsAsync(RunningCatalog? at)
    {
        var address = $"/impact?product={_graph.Domain}.a&change=drop:order_id";
        var impact = at is null ? (await _graph.GetAsync(address)).Page : (await at.SendAsync(HttpMethod.Get, address, catalog.Owner(_graph.Domain))).Body!;
        return [.. impact["products"]!.AsArray().Select(product => $"{product!["distance"]} {product["name"]!.GetValue<string>().Replace(_graph.Domain, "{d}", StringComparison.Ordinal)}").Order(StringComparer.Ordinal)];
    }

    private static string Event(int number) => $$$"""
        {
          "eventTime": "2026-01-31T12:00:{{{number % 60:00}}}.{{{number:000}}}Z", "eventType": "COMPLETE", "producer": "p", "schemaURL": "s", "run": {"runId": "{{{Guid.NewGuid()}}}"},
          "job": {"namespace": "mesh", "name": "{d}.job{{{number % Jobs}}}", "facets": {"jobType": {"_producer": "p", "_schemaURL": "s", "processingType": "STREAMING", "integration": "TEST"} } },
          "inputs": [{"namespace": "kafka://broker", "name": "{d}.topic{{{number % 3}}}"}, {"namespace": "mesh", "name": "{d}.t{{{number % 7}}}"}],
          "outputs": [{"namespace": "mesh", "name": "{d}.t{{{number % 11}}}", "facets": {"columnLineage": {"_producer": "p", "_schemaURL": "s", "fields": {"a": {"inputFields": [{"namespace": "mesh", "name": "{d}.t{{{number % 7}}}", "field": "a"}]} } } } }]
        }
        """;

    private async Task<HttpStatusCode> SendAsync(RunningCatalog? at, string body)
    {
        var text = body.Replace("{d}", _graph.Domain, StringComparison.Ordinal);
        using var content = new StringContent(text, Encoding.UTF8, "application/json");
        var address = text[0] == '[' ? "/api/v1/lineage/batch" : "/api/v1/lineage";
        return at is null
            ? (await catalog.SendAsync(HttpMethod.Post, address, catalog.Service(_graph.Domain), content)).Status
            : (await at.SendAsync(HttpMethod.Post, address, catalog.Service(_graph.Domain), content)).Status;
    }
}
