using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;

namespace MeshStarter.Catalog.Tests.Lineage;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class ImpactTests(CatalogFixture catalog)
{
    private readonly LineageGraphMaker _graph = new(catalog);

    [SkippableFact]
    public async Task Dropped_column_breaks_the_columns_made_of_it_and_the_queries_that_use_them()
    {
        await _graph.MakeShopAsync();
        await SubscribeAsync("c");
        await QueryAsync("1", "a", "order_id");
        await QueryAsync("2", "c", "order_id");
        await QueryAsync("3", "c", "customer_email");

        var impact = await ImpactAsync("drop:order_id");

        Assert.Equal((true, 3, 3, 2L), (impact["is_breaking"]!.GetValue<bool>(), impact["total_products"]!.GetValue<int>(), impact["total_columns"]!.GetValue<int>(), impact["total_queries"]!.GetValue<long>()));
        Assert.Equal(["0 {d}.a order_id", "1 {d}.b order_id<{d}.a.order_id", "2 {d}.c order_id<{d}.b.order_id"], Products(impact));
        Assert.Equal("""[{"domain":"analytics","queries":1,"callers":1}]""", impact["products"]![2]!["queries"]!.ToJsonString());
        Assert.Equal("""[{"domain":"analytics","subscriptions":1,"consumers":["analyst"]}]""", impact["products"]![2]!["consumers"]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Consumer_that_keeps_a_dropped_column_is_named_before_it_reads()
    {
        await _graph.RegisterAsync("a");
        await SubscribeAsync("a", ["order_id", "not_there_yet"]);

        Assert.Equal("""[{"domain":"analytics","subscriptions":1,"consumers":["analyst"],"columns":["order_id"]}]""", Consumers(await ImpactAsync("drop:order_id")));
        Assert.Equal("""[{"domain":"analytics","subscriptions":1,"consumers":["analyst"]}]""", Consumers(await ImpactAsync("drop:customer_email")));

        // One without columns changes nothing of them, and others take their place.
        await SubscribeAsync("a");
        Assert.Contains("columns", Consumers(await ImpactAsync("retire")), StringComparison.Ordinal);
        await SubscribeAsync("a", ["customer_email"]);
        Assert.DoesNotContain("columns", Consumers(await ImpactAsync("drop:order_id")), StringComparison.Ordinal);

        static string Consumers(JsonObject impact) => impact["products"]![0]!["consumers"]!.ToJsonString();
    }

    [SkippableFact]
    public async Task Column_that_chooses_rows_breaks_a_product_as_a_whole_a_wider_type_nothing_and_each_query_counts_once()
    {
        await _graph.MakeShopAsync();

        var impact = await ImpactAsync("rename:customer_email:email");

        Assert.Equal(["0 {d}.a customer_email", "1 {d}.b whole", "2 {d}.c whole"], Products(impact));

        Assert.Equal((false, 0), (Breaks(await ImpactAsync("type:order_id:UUID")), (await ImpactAsync("type:order_id:UUID"))["total_products"]!.GetValue<int>()));
        Assert.True(Breaks(await ImpactAsync("type:order_id:STRING")));

        static bool Breaks(JsonObject impact) => impact["is_breaking"]!.GetValue<bool>();

        await QueryAsync("1", ["a", "c"], "order_id");
        await QueryAsync("2", ["b"], "order_id");

        Assert.Equal(2L, (await ImpactAsync("retire"))["total_queries"]!.GetValue<long>());
        Assert.Equal(2L, (await ImpactAsync("drop:order_id"))["total_queries"]!.GetValue<long>());
        Assert.Equal(1L, (await ImpactAsync("retire&depth=0"))["total_queries"]!.GetValue<long>());
    }

    [SkippableFact]
    public async Task Product_whose_columns_are_not_known_may_break()
    {
        await _graph.RegisterAsync("a", "b", "c");
        await _graph.ConnectAsync("b", ["a"]);
        await _graph.ConnectAsync("c", ["a"], 0, ("order_id", "a", "order_id", "IDENTITY"));

        Assert.Equal(["0 {d}.a customer_email", "1 {d}.b uncertain whole"], Products(await ImpactAsync("drop:customer_email")));
        Assert.Equal(["0 {d}.a customer_email,order_id whole", "1 {d}.b whole", "1 {d}.c whole"], Products(await ImpactAsync("retire")));
    }

    [SkippableFact]
    public async Task Impact_ends_at_what_a_reader_may_not_know_and_does_not_count_it()
    {
        await _graph.MakeShopAsync(hidden: "b");
        await SubscribeAsync("a");
        await QueryAsync("1", "c", "order_id");

        var (_, seen) = await _graph.GetAsync("/impact?product={d}.a&change=retire", catalog.Analyst());

        Assert.Equal(["0 {d}.a customer_email,order_id whole"], Products(seen));
        Assert.Equal((1, 0L), (seen["total_products"]!.GetValue<int>(), seen["total_queries"]!.GetValue<long>()));
        Assert.Equal("""[{"domain":"analytics","subscriptions":1}]""", seen["products"]![0]!["consumers"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.NotFound, (await _graph.GetAsync("/impact?product={d}.b&change=retire", catalog.Analyst())).Status);
    }

    [SkippableFact]
    public async Task Cycle_ends_and_pages_follow_one_another()
    {
        await _graph.MakeShopAsync();
        await _graph.ConnectAsync("a", ["c"], 0, ("order_id", "c", "order_id", "IDENTITY"));

        var first = await ImpactAsync("drop:order_id&limit=2");
        var second = await ImpactAsync($"drop:order_id&limit=2&cursor={first["next"]}");

        Assert.Equal(["0 {d}.a order_id", "1 {d}.b order_id<{d}.a.order_id"], Products(first));
        Assert.Equal(["2 {d}.c order_id<{d}.b.order_id"], Products(second));
        Assert.Equal((3, false), (second["total_products"]!.GetValue<int>(), second.ContainsKey("next")));
    }

    [SkippableFact]
    public async Task Version_that_was_reported_before_it_was_the_default_has_its_queries_counted_once()
    {
        await _graph.RegisterAsync("a", "b");
        await _graph.ConnectAsync("b@2", ["a"]);
        await catalog.RegisterAsync(new TestProduct { Domain = _graph.Domain, Product = "b", Version = "2.0.0" });
        await _graph.ConnectAsync("b", ["a"]);
        await QueryAsync("1", ["b"], "order_id", major: 2);

        var impact = await ImpactAsync("retire");

        Assert.Equal(["0 {d}.a customer_email,order_id whole", "1 {d}.b whole", "1 {d}.b@2 whole"], Products(impact));
        Assert.Equal(1L, impact["total_queries"]!.GetValue<long>());
        Assert.Equal("""[{"domain":"analytics","queries":1,"callers":1}]""", impact["products"]![1]!["queries"]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Product_that_breaks_in_two_ways_is_there_once_by_the_shorter_one()
    {
        await _graph.RegisterAsync("a", "b", "c", "d");
        await _graph.ConnectAsync("b", ["a"]);
        await _graph.ConnectAsync("c", ["a", "b"]);
        await _graph.ConnectAsync("d", ["b", "c"]);

        var impact = await ImpactAsync("retire");
        var near = await ImpactAsync("retire&depth=1");

        Assert.Equal(["0 {d}.a customer_email,order_id whole", "1 {d}.b whole", "1 {d}.c whole", "2 {d}.d whole"], Products(impact));
        Assert.True(impact["is_whole"]!.GetValue<bool>());
        Assert.Equal(["0 {d}.a customer_email,order_id whole", "1 {d}.b whole", "1 {d}.c whole"], Products(near));
        Assert.False(near["is_whole"]!.GetValue<bool>());
    }

    [SkippableTheory]
    [InlineData("explode", "change: must be retire, drop:<column>, rename:<column>:<name> or type:<column>:<TYPE>.")]
    [InlineData("drop:order_idd", "change: {d}.a has no column \"order_idd\". Did you mean order_id?")]
    [InlineData("rename:order_id:customer_email", "change: {d}.a already has a column customer_email.")]
    public async Task Change_that_makes_no_sense_is_refused(string change, string problem)
    {
        await _graph.RegisterAsync("a");
        var (status, answer) = await _graph.GetAsync($"/impact?product={{d}}.a&change={change}");
        Assert.Equal((HttpStatusCode.BadRequest, problem.Replace("{d}", _graph.Domain, StringComparison.Ordinal)), (status, answer["detail"]!.GetValue<string>()));
    }

    private async Task<JsonObject> ImpactAsync(string change)
    {
        var (status, impact) = await _graph.GetAsync($"/impact?product={{d}}.a&change={change}");
        Assert.True(status == HttpStatusCode.OK, impact.ToJsonString());
        return impact;
    }

    private IReadOnlyList<string> Products(JsonObject impact) => [.. impact["products"]!.AsArray().Select(product =>
        ($"{product!["distance"]} {product["name"]} {string.Join(',', product["columns"]!.AsArray().Select(column => column!["from"] is { } from ? $"{column["name"]}<{from}" : $"{column["name"]}"))}"
        + $"{(product["is_uncertain"]!.GetValue<bool>() ? " uncertain" : "")}{(product["is_whole"]!.GetValue<bool>() ? " whole" : "")}").Replace(_graph.Domain, "{d}", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal))];

    private async Task SubscribeAsync(string product, string[]? columns = null) => Assert.Equal(
        HttpStatusCode.OK, (await catalog.PostAsync($"/products/{_graph.Domain}.{product}/subscriptions", catalog.Analyst(), new { purpose = "analysis", columns })).Status);

    private Task QueryAsync(string id, string product, string column) => QueryAsync(id, [product], column);

    private Task QueryAsync(string id, string[] products, string column, int major = 1) => catalog.QueriedAsync(Query(
        $"{_graph.Domain}-{id}",
        "ann",
        "analytics",
        products.Select(product => new CapturedRead { Product = DataProductId.Parse($"{_graph.Domain}.{product}"), Major = major, Columns = new CapturedColumns { Where = [column] } })));
}
