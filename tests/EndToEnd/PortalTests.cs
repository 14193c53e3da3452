using System.Net;
using MeshStarter.EndToEnd.Mesh;
using MeshStarter.TestKit;

namespace MeshStarter.EndToEnd;

/// <summary>The portal of a real mesh, as personas see it.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class PortalTests(ImportedMesh imported)
{
    private static readonly string[] Products = ["inventory.stock_levels", "orders.fact_order_events", "orders.orders", "payments.daily_revenue", "payments.fact_payment_events"];

    [Theory]
    [InlineData("analyst", false)]
    [InlineData("orders-owner", true)]
    public async Task Every_product_and_every_process_is_shown_and_personal_data_to_its_owner_alone(string persona, bool clear)
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 FROM orders.orders LIMIT 1", persona, rows => rows.Count == 1);
        using var browser = new PortalBrowser(imported.Mesh.Url("portal"));

        var (status, html) = await browser.SignInAsync(persona);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.All(Products, product => Assert.Contains($"<article class=\"product\" id=\"{product}\"", html, StringComparison.Ordinal));
        Assert.All(
            new[] { "portal", "catalog", "governance", "query", "postgres", "orders", "payments", "inventory" },
            name => Assert.Contains($"<li class=\"up\">{name} <span>healthy</span>", html, StringComparison.Ordinal));
        Assert.Equal(clear, html.Contains("@example.com", StringComparison.Ordinal));
        Assert.Equal(!clear, html.Contains("<td title=\"****\">", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("orders-owner", "Its checks kept no batch from readers.")]
    [InlineData("analyst", "orders refuses the question: ")]
    public async Task Quarantined_batches_are_shown_to_the_domains_owners_alone(string persona, string said)
    {
        using var browser = new PortalBrowser(imported.Mesh.Url("portal"));
        await browser.SignInAsync(persona);

        var (_, html) = await browser.LoadAsync("/quarantine/orders.orders@1");

        Assert.Contains(said, html, StringComparison.Ordinal);
    }
}
