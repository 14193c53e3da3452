using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Catalog.Lineage;

namespace MeshStarter.Catalog.Tests.Lineage;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class LineagePageTests(CatalogFixture catalog)
{
    private readonly LineageGraphMaker _graph = new(catalog);

    [SkippableFact]
    public async Task Lineage_has_sources_jobs_and_products_with_their_distances()
    {
        await _graph.MakeShopAsync();

        var page = await _graph.FollowAsync("node={d}.b&depth=5");

        Assert.Equal(
            [
                "0 product {d}.b", "-1 product {d}.a", "-1 dataset {d}.shop.orders", "-1 job {d}.b.refresh",
                "1 product {d}.c", "1 job {d}.c.refresh", "-2 dataset {d}.shop.raw", "-2 job {d}.a.refresh",
            ],
            _graph.Items(page));
        Assert.Equal((8, 7, true), (page["total_nodes"]!.GetValue<int>(), page["total_edges"]!.GetValue<int>(), page["is_whole"]!.GetValue<bool>()));
        var job = page["nodes"]!.AsArray().Single(node => node!["name"]!.GetValue<string>().EndsWith(".b.refresh", StringComparison.Ordinal))!;
        Assert.Equal("select * from a where name = ?", job["transformation"]!["sql"]!.GetValue<string>());
        Assert.Equal("postgres://db:5432", page["nodes"]!.AsArray().First(node => node!["type"]!.GetValue<string>() == "dataset")!["source"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Direction_and_depth_bound_the_lineage_and_it_says_whether_there_is_more()
    {
        await _graph.MakeShopAsync();

        var up = await _graph.FollowAsync("node={d}.b&direction=upstream&depth=1");
        var down = await _graph.FollowAsync("node=dataset:mesh:{d}.a&direction=downstream&depth=1");
        var whole = await _graph.FollowAsync("node={d}.c&direction=downstream&depth=1");

        Assert.Equal(["0 product {d}.b", "-1 product {d}.a", "-1 dataset {d}.shop.orders", "-1 job {d}.b.refresh"], _graph.Items(up));
        Assert.Equal(["0 product {d}.a", "1 product {d}.b", "1 job {d}.b.refresh"], _graph.Items(down));
        Assert.Equal((false, false, true), (Flag(up), Flag(down), Flag(whole)));

        static bool Flag(JsonObject page) => page["is_whole"]!.GetValue<bool>();
    }

    [SkippableFact]
    public async Task Lineage_of_a_job_begins_with_what_it_reads_and_makes()
    {
        await _graph.MakeShopAsync();

        var near = await _graph.FollowAsync("node=job:mesh:{d}.b.refresh&depth=1");
        var next = await _graph.FollowAsync("node=job:mesh:{d}.b.refresh&depth=2&direction=downstream");
        var alone = await _graph.FollowAsync("node=job:mesh:{d}.b.refresh&depth=0");

        Assert.Equal(["0 job {d}.b.refresh", "-1 product {d}.a", "-1 dataset {d}.shop.orders", "1 product {d}.b"], _graph.Items(near));
        Assert.Equal(["0 job {d}.b.refresh", "1 product {d}.b", "2 product {d}.c", "2 job {d}.c.refresh"], _graph.Items(next));
        Assert.Equal(["0 job {d}.b.refresh"], _graph.Items(alone));
        Assert.Equal((3, 3, 0, false, true, false), (Edges(near), Edges(next), Edges(alone), Flag(near), Flag(next), Flag(alone)));

        static int Edges(JsonObject page) => page["total_edges"]!.GetValue<int>();
        static bool Flag(JsonObject page) => page["is_whole"]!.GetValue<bool>();
    }

    [SkippableFact]
    public async Task Pages_have_every_node_and_edge_once()
    {
        await _graph.MakeShopAsync();
        var whole = await _graph.FollowAsync("node={d}.b&depth=5");

        List<string> nodes = [];
        List<string> edges = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await _graph.FollowAsync($"node={{d}}.b&depth=5&limit=3&cursor={cursor}");
            nodes.AddRange(_graph.Items(page));
            edges.AddRange(page["edges"]!.AsArray().Select(edge => edge!.ToJsonString()));
            cursor = page["next"]?.GetValue<string>();
        }

        Assert.Equal(_graph.Items(whole), nodes);
        Assert.Equal(whole["edges"]!.AsArray().Select(edge => edge!.ToJsonString()).Order(StringComparer.Ordinal), edges.Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Columns_are_followed_and_what_chooses_rows_leads_to_the_dataset()
    {
        await _graph.MakeShopAsync();

        var down = await _graph.FollowAsync("node={d}.a.order_id&level=column&direction=downstream&depth=5");
        var up = await _graph.FollowAsync("node=datasetField:mesh:{d}.c:order_id&level=column&direction=upstream&depth=5");

        Assert.Equal(["0 column {d}.a.order_id", "1 column {d}.b.order_id", "2 column {d}.c.order_id"], _graph.Items(down));
        Assert.Equal(["0 column {d}.c.order_id", "-1 product {d}.b", "-1 column {d}.b.order_id", "-2 column {d}.a.customer_email", "-2 column {d}.a.order_id"], _graph.Items(up));
        Assert.Contains(up["edges"]!.AsArray(), edge => edge!["kind"]!.GetValue<string>() == "filter");
    }

    [SkippableFact]
    public async Task Product_that_a_reader_may_not_know_ends_the_lineage_and_is_not_counted()
    {
        await _graph.MakeShopAsync(hidden: "b");

        var page = await _graph.FollowAsync("node={d}.a&depth=5", catalog.Analyst());
        var columns = await _graph.FollowAsync("node={d}.a.order_id&level=column&depth=5", catalog.Analyst());

        Assert.Equal(["0 product {d}.a", "-1 dataset {d}.shop.raw", "-1 job {d}.a.refresh"], _graph.Items(page));
        Assert.Equal((3, 2, true), (page["total_nodes"]!.GetValue<int>(), page["total_edges"]!.GetValue<int>(), page["is_whole"]!.GetValue<bool>()));
        Assert.Equal(["0 column {d}.a.order_id"], _graph.Items(columns));
        foreach (var node in (string[])["{d}.b", "{d}.b.order_id", "job:mesh:{d}.b.refresh", "dataset:postgres://db:5432:{d}.shop.orders", "{d}.nothing", "dataset:other:{d}"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await _graph.TryFollowAsync($"node={node}", catalog.Analyst())).Status);
        }
    }

    [SkippableFact]
    public async Task Cycle_ends_and_has_every_node_once()
    {
        await _graph.RegisterAsync("a", "b");
        await _graph.ConnectAsync("b", ["a"]);
        await _graph.ConnectAsync("a", ["b"]);

        var page = await _graph.FollowAsync("node={d}.a&depth=100");

        Assert.Equal(["0 product {d}.a", "-1 product {d}.b", "-1 job {d}.a.refresh", "1 job {d}.b.refresh"], _graph.Items(page));
        Assert.Equal((4, true), (page["total_edges"]!.GetValue<int>(), page["is_whole"]!.GetValue<bool>()));
    }

    [SkippableFact]
    public async Task Column_lineage_is_that_of_the_latest_event_in_whatever_order_they_come()
    {
        await _graph.RegisterAsync("a", "b");
        await _graph.ConnectAsync("b", ["a"], second: 5, ("order_id", "a", "customer_email", "IDENTITY"));
        await _graph.ConnectAsync("b", ["a"], second: 1, ("order_id", "a", "order_id", "IDENTITY"));

        Assert.Equal(["0 column {d}.b.order_id", "-1 column {d}.a.customer_email"], _graph.Items(await _graph.FollowAsync("node={d}.b.order_id&level=column&direction=upstream")));

        await _graph.ConnectAsync("b", ["a"], second: 9, ("order_id", "a", "order_id", "IDENTITY"));
        Assert.Equal(["0 column {d}.b.order_id", "-1 column {d}.a.order_id"], _graph.Items(await _graph.FollowAsync("node={d}.b.order_id&level=column&direction=upstream")));
    }

    [Theory]
    [InlineData("LTIgYS5iYw==")]
    [InlineData("LTIgYS5iYw")]
    public void Cursor_is_read_with_padding_and_without(string cursor) => Assert.Equal(new WalkCursor(-2, "a.bc"), WalkCursor.Parse(cursor));
}
