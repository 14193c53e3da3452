using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Lineage;

/// <summary>Makes graphs of products of a domain that no other test has, and reads them. In texts, <c>{d}</c> is the domain.</summary>
internal sealed class LineageGraphMaker(CatalogFixture catalog)
{
    public string Domain { get; } = "d" + Guid.NewGuid().ToString("N")[..12];

    /// <summary>shop.raw → a → b → c, and shop.orders → b; b's rows are chosen by an e-mail of a.</summary>
    public async Task MakeShopAsync(string? hidden = null)
    {
        foreach (var product in (string[])["a", "b", "c"])
        {
            await catalog.RegisterAsync(new TestProduct { Domain = Domain, Product = product, Classification = product == hidden ? "restricted" : "internal" });
        }

        await ConnectAsync("a", ["postgres://db:5432 {d}.shop.raw"]);
        await ConnectAsync("b", ["a", "postgres://db:5432 {d}.shop.orders"], 0, ("order_id", "a", "order_id", "IDENTITY"), ("", "a", "customer_email", "FILTER"));
        await ConnectAsync("c", ["b"], 0, ("order_id", "b", "order_id", "AGGREGATION"));
    }

    public async Task RegisterAsync(params string[] products)
    {
        foreach (var product in products)
        {
            await catalog.RegisterAsync(new TestProduct { Domain = Domain, Product = product });
        }
    }

    /// <summary>Reports a job that makes a product.</summary>
    /// <param name="to">The product.</param>
    /// <param name="from">Products, or namespaces and names of other datasets.</param>
    /// <param name="second">When.</param>
    /// <param name="columns">The column (empty for the product's rows), the product and column that it is made of, and how.</param>
    public async Task ConnectAsync(string to, string[] from, int second = 0, params (string Column, string Product, string Source, string Kind)[] columns)
    {
        static string Input((string Column, string Product, string Source, string Kind) column) =>
            $$"""{"namespace": "mesh", "name": "{d}.{{column.Product}}", "field": "{{column.Source}}", "transformations": [{"type": "{{(column.Column.Length == 0 ? "INDIRECT" : "DIRECT")}}", "subtype": "{{column.Kind}}"}]}""";
        var fields = string.Join(", ", columns.Where(column => column.Column.Length > 0).GroupBy(column => column.Column).Select(column => $$"""
            "{{column.Key}}": {"inputFields": [{{string.Join(", ", column.Select(Input))}}]}
            """));
        var lineage = columns.Length == 0 ? "" : $$"""
            "columnLineage": {"_producer": "p", "_schemaURL": "s", "fields": { {{fields}} }, "dataset": [{{string.Join(", ", columns.Where(column => column.Column.Length == 0).Select(Input))}}]}
            """;
        var inputs = string.Join(", ", from.Select(each => each.Split(' ') is [var space, var name] ? $$"""{"namespace": "{{space}}", "name": "{{name}}"}""" : $$"""{"namespace": "mesh", "name": "{d}.{{each}}"}"""));
        await ReportAsync($$"""
            {
              "eventTime": "2026-01-31T12:00:{{second:00}}Z", "producer": "p", "schemaURL": "s",
              "job": {"namespace": "mesh", "name": "{d}.{{to}}.refresh", "facets": {"sql": {"_producer": "p", "_schemaURL": "s", "query": "SELECT * FROM a WHERE name = 'a secret'"} } },
              "inputs": [{{inputs}}], "outputs": [{"namespace": "mesh", "name": "{d}.{{to}}", "facets": { {{lineage}} } }]
            }
            """);
    }

    public async Task ReportAsync(string reported) =>
        Assert.Equal(HttpStatusCode.Created, (await catalog.SendAsync(HttpMethod.Post, "/api/v1/lineage", catalog.Service(Domain), new StringContent(Own(reported), Encoding.UTF8, "application/json"))).Status);

    public async Task<JsonObject> FollowAsync(string query, string? token = null)
    {
        var (status, page) = await TryFollowAsync(query, token);
        Assert.True(status == HttpStatusCode.OK, page.ToJsonString());
        return page;
    }

    public Task<(HttpStatusCode Status, JsonObject Page)> TryFollowAsync(string query, string? token = null) => GetAsync($"/lineage?{query}", token);

    public async Task<(HttpStatusCode Status, JsonObject Page)> GetAsync(string address, string? token = null) => await catalog.GetAsync(Own(address), token ?? catalog.Owner(Domain));

    /// <summary>The nodes of a page: distance, type and name.</summary>
    public IReadOnlyList<string> Items(JsonObject page) => [.. page["nodes"]!.AsArray().Select(node =>
        $"{node!["distance"]} {node["type"]} {node["name"]!.GetValue<string>().Replace(Domain, "{d}", StringComparison.Ordinal)}{(node["column"] is { } column ? $".{column}" : "")}")];

    private string Own(string text) => text.Replace("{d}", Domain, StringComparison.Ordinal);
}
