using System.Net;

namespace MeshStarter.Portal.Tests;

/// <summary>The cause of a failing check: on the product's page, on a page of its own, and where a failing check is named.</summary>
[Trait("Category", "Quick")]
public sealed class CausePageTests : MeshTests
{
    private const string Address = "/products/shop.orders/checks/unique%3Anumber/cause";

    private protected override void SetUp() => UsePages.SetUp(Mesh);

    [Fact]
    public async Task Product_page_names_the_upstream_dataset_its_publish_and_what_changed()
    {
        var (status, html) = await LoadAsync("/products/shop.orders");

        var text = PageText.ReadMain(html);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(
            "2 rows: number is there twice. Cause: public.mail in postgres://db:5432 changed first, published 2026-01-31 12:26:00 UTC (snapshot 7 → 8). See the way from there (check unique:number)", text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Address}\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/lineage?node=dataset%3Apostgres%3A%2F%2Fdb%3A5432%3Apublic.mail\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Product_page_is_there_without_the_cause()
    {
        Mesh.Answer("catalog/products/shop.orders@1/checks/unique:number/cause", MadeMesh.Problem(503, "The database is away."));

        var (status, html) = await LoadAsync("/products/shop.orders");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("2 rows: number is there twice. See the cause (check unique:number)", PageText.ReadMain(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Way_from_the_cause_to_the_product_is_shown_publish_by_publish()
    {
        var (status, html) = await LoadAsync(Address);

        var text = PageText.ReadMain(html);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Check unique:number fails", text, StringComparison.Ordinal);
        Assert.Contains("Last batch that passed 2026-01-31 12:25:00 UTC Fails since 2026-01-31 12:30:00 UTC", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "From the cause to here public.mail in postgres://db:5432 the cause Published 2026-01-31 12:26:00 UTC, snapshot 8 . "
            + "depot.stock Checks quarantined its batch 2026-01-31 12:28:00 UTC. What it was made of changed since the publish before: public.mail in postgres://db:5432 : 7 → 8 "
            + "shop.orders fails here Published 2026-01-31 12:30:00 UTC, snapshot 77 . What it was made of changed since the publish before: depot.stock : 11 → 12 shop.outbox "
            + "All that it is made of",
            text,
            StringComparison.Ordinal);
        Assert.Contains("<a href=\"/products/depot.stock\">", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/lineage?node=dataset%3Amesh%3Ashop.outbox\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_that_passes_has_no_cause()
    {
        Mesh.Answer("catalog/products/shop.orders/checks/unique:number/cause", MadeMesh.Json(UsePages.Cause with { IsFailing = false, Reason = "The newest batch passes.", Path = [] }));

        var (_, html) = await LoadAsync(Address);

        Assert.EndsWith("Finding The newest batch passes.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.Contains("does not fail", html, StringComparison.Ordinal);
        Assert.DoesNotContain("does not pass it", html, StringComparison.Ordinal);
        Assert.Contains("<title>Check unique:number of shop.orders", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, HttpStatusCode.NotFound, "There is no check unique:number of a product shop.orders that you may see.")]
    [InlineData(503, HttpStatusCode.ServiceUnavailable, "catalog cannot answer for now: The database is away. Reload in a moment.")]
    public async Task Check_that_the_catalog_does_not_show_says_so(int answer, HttpStatusCode expected, string said)
    {
        Mesh.Answer("catalog/products/shop.orders/checks/unique:number/cause", MadeMesh.Problem(answer, "The database is away."));

        var (status, html) = await LoadAsync(Address);

        Assert.Equal(expected, status);
        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
    }
}
