using System.Net;

namespace MeshStarter.EndToEnd;

/// <summary>The portal of a real mesh, as personas see it.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class PortalTests(ImportedMesh imported)
{
    private static readonly string[] Products = ["inventory.daily_sales", "inventory.stock_levels", "orders.fact_order_events", "orders.orders", "payments.daily_revenue", "payments.fact_payment_events", "payments.monthly_close"];

    [Theory]
    [InlineData("analyst")]
    [InlineData("orders-owner")]
    public async Task Every_product_is_listed_and_a_misspelt_word_finds_what_it_means(string persona)
    {
        using var browser = new PortalBrowser(imported.Mesh.Url("portal"));

        var (status, html) = await browser.SignInAsync(persona, "/products");
        var (_, found) = await browser.LoadAsync("/products?q=custmer+emial");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.All(Products, product => Assert.Contains($"<a href=\"/products/{product}\">{product}</a>", html, StringComparison.Ordinal));
        Assert.Contains("<a href=\"/products?q=customer%20email\">customer email</a>", found, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/products/orders.orders\">orders.orders</a>", found, StringComparison.Ordinal);
        Assert.DoesNotContain("payments.daily_revenue", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_process_is_shown()
    {
        using var browser = new PortalBrowser(imported.Mesh.Url("portal"));

        var (_, html) = await browser.SignInAsync("analyst", "/operations");

        Assert.All(new[] { "portal", "catalog", "governance", "query", "postgres", "orders", "payments", "inventory" }, name => Assert.Contains($">{name}<", html, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("orders-owner", "No batch of it is in quarantine.")]
    [InlineData("analyst", "No grant permits that: ")]
    public async Task Quarantined_batches_are_shown_to_the_domains_owners_alone(string persona, string said)
    {
        using var browser = new PortalBrowser(imported.Mesh.Url("portal"));
        await browser.SignInAsync(persona);

        var (_, html) = await browser.LoadAsync("/quarantine/orders.orders@1");

        Assert.Contains(said, html, StringComparison.Ordinal);
    }
}
