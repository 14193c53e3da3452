using MeshStarter.EndToEnd.Shop;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>The published Compose file, run as processes with a company's provider: no container engine is needed to see that its environments make a mesh.</summary>
public sealed class ComposedMeshTests
{
    private const int Orders = 1000;

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Orders_posted_to_a_composed_mesh_reach_sql_masked_and_in_clear()
    {
        await using var company = await ComposedCompany.StartAsync();
        var (mesh, provider) = (company.Mesh, company.Provider);
        await company.PostOrdersAsync(Orders);
        using var query = new HttpClient { BaseAddress = mesh.AddressOf("query"), Timeout = TimeSpan.FromMinutes(1) };
        const string sql = "SELECT count(DISTINCT order_id) AS orders, min(customer_email) AS first FROM orders.orders";
        var masked = await TestMesh.UntilAsync(() => Company.QueryAsync(query, provider.TokenOf(Company.Analyst, "query"), sql), answer => answer.Text.Contains($":{Orders},", StringComparison.Ordinal));
        var clear = await Company.QueryAsync(query, provider.TokenOf(Company.Owner, "query"), sql);

        Assert.Equal($$"""{"orders":{{Orders}},"first":"****"}""", masked.Text.Trim());
        Assert.Equal($$"""{"orders":{{Orders}},"first":"customer-0@example.com"}""", clear.Text.Trim());
        // Inventory follows Orders, by tokens of its own for that domain.
        await TestMesh.UntilAsync(() => Company.QueryAsync(query, provider.TokenOf(Company.Analyst, "query"), "SELECT sum(sold) AS sold FROM inventory.stock_levels"), answer => answer.Text.Contains($":{Orders * ShopOrder.Quantity}}}", StringComparison.Ordinal));
        await Company.AssertRefusedAsync(query, provider);
        await Company.AssertAuditedAsync(mesh.AddressOf("governance"), query, provider);
        await Company.AssertPortalAsync(mesh.AddressOf("portal"), provider, company.Certificate);
        await Company.AssertCommandLineAsync(mesh.AddressOf("query"), provider, company.Certificate);
        Assert.Empty(provider.Refusals);
        Assert.All(await mesh.StopAsync(), ended => Assert.True(ended.Value == 0, $"{ended.Key} ended with {ended.Value}"));
    }
}
