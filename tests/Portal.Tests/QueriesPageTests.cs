using System.Net;

namespace MeshStarter.Portal.Tests;

/// <summary>The page of a product's recorded queries.</summary>
[Trait("Category", "Quick")]
public sealed class QueriesPageTests : MeshTests
{
    private protected override void SetUp() => UsePages.SetUp(Mesh);

    [Fact]
    public async Task Owner_sees_each_query_with_caller_columns_by_clause_age_result_and_text()
    {
        var (status, html) = await LoadAsync("/products/shop.orders/queries", "shop-owner");

        var text = PageText.ReadMain(html);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("12 queries since 2026-01-01 12:30:00 UTC Domain of the callers Queries Callers analytics 11 2 no domain 1 1", text, StringComparison.Ordinal);
        Assert.Contains(
            "2026-01-31 12:30:00 UTC analyst analytics select email where number together with depot.stock@2 2 min old 3,988 rows 1.3 s 0123456789ab… SQL of the query at 2026-01-31 12:30:00 UTC SELECT email FROM shop.orders WHERE number > ? AND '<b>' = ?",
            text,
            StringComparison.Ordinal);
        Assert.Contains("2026-01-31 12:29:00 UTC a person no domain not known: it may use each none EXCEEDED_TIME_LIMIT 4 ms short its text is not shown", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/products/shop.orders/queries?cursor=639-4\">Earlier queries</a>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>'", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_see_domains_and_numbers_alone()
    {
        Mesh.Answer("catalog/products/shop.orders/queries", MadeMesh.Json(UsePages.Numbers));

        var (status, html) = await LoadAsync("/products/shop.orders/queries");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.EndsWith("analytics 11 2 no domain 1 1 You see the numbers. The queries themselves are for the owner of shop.orders and for auditors.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Column_and_page_are_requested_from_the_catalog()
    {
        Mesh.Answer("catalog/products/shop.orders@1/queries", MadeMesh.Json(UsePages.Queries with { Major = 1 }));
        Mesh.Answer("catalog/products/shop.orders@1", MadeMesh.Json(Mesh.ProfileOf("shop.orders").Product));

        var (_, html) = await LoadAsync("/products/shop.orders@1/queries?column=email&cursor=639-9", "auditor");

        Assert.Equal("?limit=50&column=email&cursor=639-9", Mesh.Requests("catalog/products/shop.orders@1/queries")[^1].Query);
        Assert.Contains("12 queries that use email, or may use it, since", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("href=\"/products/shop.orders@1/queries?column=email&amp;cursor=639-4\">Earlier queries</a>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/products/shop.orders@1/queries?column=email\">Newest queries</a>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_that_nothing_read_says_so()
    {
        Mesh.Answer("catalog/products/shop.orders/queries", MadeMesh.Json(UsePages.Queries with { Total = 0, Domains = [], Items = [], Next = null }));

        var (_, html) = await LoadAsync("/products/shop.orders/queries", "shop-owner");

        Assert.EndsWith("0 queries since 2026-01-01 12:30:00 UTC No query A query that reads it appears here after its end.", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, HttpStatusCode.BadRequest, "Cursor must be the next of a page before, or be left out.")]
    [InlineData(404, HttpStatusCode.NotFound, "There is no product shop.orders that you may see.")]
    [InlineData(503, HttpStatusCode.ServiceUnavailable, "catalog cannot answer for now: Cursor must be the next of a page before, or be left out. Reload in a moment.")]
    public async Task Refusal_of_the_catalog_is_shown_with_its_status(int answer, HttpStatusCode expected, string said)
    {
        Mesh.Answer("catalog/products/shop.orders/queries", MadeMesh.Problem(answer, "cursor: must be the next of a page before, or be left out."));

        var (status, html) = await LoadAsync("/products/shop.orders/queries?cursor=x", "shop-owner");

        Assert.Equal(expected, status);
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
    }
}
