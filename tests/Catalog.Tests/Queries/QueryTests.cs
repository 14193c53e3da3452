using System.Net;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Tests.Queries;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class QueryTests(CatalogFixture catalog)
{
    private readonly TestProduct _product = new();

    [SkippableFact]
    public async Task Owner_and_auditors_read_queries_and_others_see_domains_and_numbers()
    {
        await catalog.RegisterAsync(_product);
        await catalog.QueriedAsync(Query("1", "ann", "analytics", "order_id"), Query("2", "bob", "analytics", "customer_email"), Query("3", "eve", null, "order_id"));

        var (_, seen) = await catalog.GetAsync($"/products/{_product.Name}/queries", catalog.Analyst());
        var (_, owned) = await catalog.GetAsync($"/products/{_product.Name}/queries?limit=2", catalog.Owner(_product.Domain));
        var (_, audited) = await catalog.GetAsync($"/products/{_product.Name}/queries?column=customer_email", catalog.Auditor());
        var (_, rest) = await catalog.GetAsync($"/products/{_product.Name}/queries?limit=2&cursor={owned["next"]}", catalog.Owner(_product.Domain));

        Assert.Equal("""[{"domain":"analytics","queries":2,"callers":2},{"queries":1,"callers":1}]""", seen["domains"]!.ToJsonString());
        Assert.Equal(3, seen["total"]!.GetValue<int>());
        Assert.False(seen.ContainsKey("items"));
        Assert.Equal(["eve", "bob"], owned["items"]!.AsArray().Select(query => query!["principal"]!.GetValue<string>()));
        Assert.Equal(["ann"], rest["items"]!.AsArray().Select(query => query!["principal"]!.GetValue<string>()));
        Assert.False(rest.ContainsKey("next"));
        Assert.Equal(["bob"], audited["items"]!.AsArray().Select(query => query!["principal"]!.GetValue<string>()));
        Assert.Equal("""{"select":["customer_email"],"where":[],"join":[],"group":[],"order":[]}""", audited["items"]![0]!["reads"]![0]!["columns"]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Query_that_also_reads_what_its_reader_may_not_know_is_shown_without_it()
    {
        var hidden = new TestProduct { Classification = "restricted" };
        await catalog.RegisterAsync(_product);
        await catalog.RegisterAsync(hidden);
        await catalog.QueriedAsync(Query("1", "ann", "analytics", "order_id") with { Reads = [Read(_product, "order_id"), Read(hidden, "order_id")] });

        var (_, owned) = await catalog.GetAsync($"/products/{_product.Name}/queries", catalog.Owner(_product.Domain));
        var (_, audited) = await catalog.GetAsync($"/products/{_product.Name}/queries", catalog.Auditor());

        Assert.DoesNotContain(hidden.Domain, owned.ToJsonString(), StringComparison.Ordinal);
        Assert.False(owned["items"]![0]!.AsObject().ContainsKey("sql"));
        Assert.Contains(hidden.Domain, audited.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{hidden.Name}/queries", catalog.Owner(_product.Domain))).Status);
    }

    [SkippableFact]
    public async Task Record_that_comes_again_counts_once_and_one_that_is_too_old_does_not()
    {
        await catalog.RegisterAsync(_product);
        var query = Query("1", "ann", "analytics", "order_id");
        await catalog.QueriedAsync(query, query);
        await catalog.QueriedAsync(query, Query("2", "ann", "analytics", "order_id") with { At = TimeProvider.System.GetUtcNow().AddDays(-31) });

        var (_, seen) = await catalog.GetAsync($"/products/{_product.Name}/queries", catalog.Analyst());

        Assert.Equal(1, seen["total"]!.GetValue<int>());
    }

    [SkippableFact]
    public async Task Column_that_the_product_has_not_is_refused_where_no_query_used_it()
    {
        await catalog.RegisterAsync(_product);
        await catalog.QueriedAsync(Query("1", "ann", "analytics", "dropped"));

        var (status, refused) = await catalog.GetAsync($"/products/{_product.Name}/queries?column=order_idd", catalog.Analyst());
        var (_, unused) = await catalog.GetAsync($"/products/{_product.Name}/queries?column=order_id", catalog.Analyst());
        var (_, dropped) = await catalog.GetAsync($"/products/{_product.Name}/queries?column=dropped", catalog.Analyst());

        Assert.Equal(
            (HttpStatusCode.BadRequest, $"column: {_product.Name} has no column \"order_idd\", and no query of the last 30 days used one. Did you mean order_id?"), (status, refused["detail"]!.GetValue<string>()));
        Assert.Equal((0, 1), (unused["total"]!.GetValue<int>(), dropped["total"]!.GetValue<int>()));
    }

    [SkippableFact]
    public async Task Queries_of_the_platforms_own_services_are_no_use()
    {
        await catalog.RegisterAsync(_product);
        await catalog.QueriedAsync(Query("1", "apphost", null, "order_id"), Query("2", "apphost", "analytics", "order_id"));

        var (_, seen) = await catalog.GetAsync($"/products/{_product.Name}/queries", catalog.Analyst());

        Assert.Equal("""[{"domain":"analytics","queries":1,"callers":1}]""", seen["domains"]!.ToJsonString());
    }

    [SkippableFact]
    public async Task Only_the_query_proxy_reports_queries()
    {
        foreach (var token in (string[])[catalog.Owner(_product.Domain), catalog.Service("query"), catalog.Platform("portal"), catalog.Administrator()])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(token, Query("1", "ann", null, "order_id"))).Status);
        }

        await catalog.Policies.WaitForAsync(record => record is { Permit: false, Action: "operate" } && record.Subject == $"{_product.Domain}-owner");

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(catalog.Platform("query"), Query("1", "", null, "order_id"))).Status);
    }

    [SkippableFact]
    public async Task Only_governance_reads_the_uses_of_all_products_and_a_refusal_is_recorded()
    {
        await catalog.RegisterAsync(_product);
        Assert.Equal(HttpStatusCode.OK, (await catalog.PostAsync($"/products/{_product.Name}/subscriptions", catalog.Analyst(), new SubscriptionRequest("analysis", Columns: ["total", "order_id"]))).Status);
        Assert.Equal(HttpStatusCode.OK, (await catalog.PostAsync($"/products/{_product.Name}/subscriptions", catalog.Service("payments"), new SubscriptionRequest("payments"))).Status);
        var (status, uses) = await catalog.GetAsync("/uses", catalog.Platform("governance"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ["analyst [\"order_id\",\"total\"]", "payments "],
            uses["subscriptions"]!.AsArray().Where(use => use!["product"]!.GetValue<string>() == _product.Name).Select(use => $"{use!["consumer"]} {use["columns"]?.ToJsonString()}"));
        Assert.Equal(HttpStatusCode.Forbidden, (await catalog.GetAsync("/uses", catalog.Owner(_product.Domain))).Status);

        await catalog.Policies.WaitForAsync(record => record is { Permit: false, Action: "audit" } && record.Subject == $"{_product.Domain}-owner");
    }

    private CapturedRead Read(TestProduct product, params string[] columns) => new() { Product = DataProductId.Parse(product.Name), Major = 1, Columns = new CapturedColumns { Select = columns }, SnapshotId = 7, SnapshotAgeMs = 1_000 };

    private CapturedQuery Query(string id, string principal, string? domain, params string[] columns) => ProductCalls.Query($"{_product.Domain}-{id}", principal, domain, Read(_product, columns)) with
    {
        At = TimeProvider.System.GetUtcNow().AddMinutes(-10).AddSeconds(int.Parse(id)),
        Sql = "select order_id from orders where total > ?",
    };

    private Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonObject Body)> SendAsync(string token, params CapturedQuery[] queries) =>
        catalog.PostAsync("/queries", token, new ItemList<CapturedQuery>(queries));
}
