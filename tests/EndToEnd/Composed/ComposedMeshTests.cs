using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.EndToEnd.Mesh;
using MeshStarter.TestKit.Providers;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>The published Compose file, run as processes with a company's provider: no container engine is needed to see that its environments make a mesh.</summary>
public sealed class ComposedMeshTests : IDisposable
{
    private const int Orders = 1000;
    private const int Customers = 8;
    private const int Quantity = 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Orders_posted_to_a_composed_mesh_reach_sql_masked_and_in_clear()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the services trust the provider's certificate by SSL_CERT_FILE");
        await using var mesh = new ComposedMesh();
        await mesh.StartStoresAsync();
        Skip.If(mesh.Missing is not null, mesh.Missing);
        var certificate = Path.Combine(_folder.Path, "provider.pem");
        var directory = new ProviderDirectory.Keycloak();
        await using var provider = await TestProvider.StartAsync(directory, certificate);
        await mesh.StartAsync(
            provider.Issuer,
            directory.Clients,
            Company.Settings(directory, provider),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["SSL_CERT_FILE"] = certificate });

        await PostAsync(mesh.AddressOf("query"), provider.TokenOf(Company.Owner, "orders"));
        using var query = new HttpClient { BaseAddress = mesh.AddressOf("query"), Timeout = TimeSpan.FromMinutes(1) };
        const string sql = "SELECT count(DISTINCT order_id) AS orders, min(customer_email) AS first FROM orders.orders";
        var masked = await Company.UntilAsync(() => Company.QueryAsync(query, provider.TokenOf(Company.Analyst, "query"), sql), answer => answer.Text.Contains($":{Orders},", StringComparison.Ordinal));
        var clear = await Company.QueryAsync(query, provider.TokenOf(Company.Owner, "query"), sql);

        Assert.Equal($$"""{"orders":{{Orders}},"first":"****"}""", masked.Text.Trim());
        Assert.Equal($$"""{"orders":{{Orders}},"first":"customer-0@example.com"}""", clear.Text.Trim());
        // Inventory follows Orders, by tokens of its own for that domain.
        await Company.UntilAsync(() => Company.QueryAsync(query, provider.TokenOf(Company.Analyst, "query"), "SELECT sum(sold) AS sold FROM inventory.stock_levels"), answer => answer.Text.Contains($":{Orders * Quantity}}}", StringComparison.Ordinal));
        await Company.AssertRefusedAsync(query, provider);
        await Company.AssertAuditedAsync(mesh.AddressOf("governance"), query, provider);
        await Company.AssertPortalAsync(mesh.AddressOf("portal"), provider, certificate);
        Assert.Empty(provider.Refusals);
        Assert.All(await mesh.StopAsync(), ended => Assert.True(ended.Value == 0, $"{ended.Key} ended with {ended.Value}"));
    }

    // At the one address of readers.
    private static async Task PostAsync(Uri query, string token)
    {
        using var http = new HttpClient { BaseAddress = query };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await Parallel.ForAsync(0, Orders, new ParallelOptions { MaxDegreeOfParallelism = Customers }, async (number, cancellationToken) =>
        {
            using var answer = await http.PostAsJsonAsync(new Uri("/domains/orders/shop/orders", UriKind.Relative), Order(number), cancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(cancellationToken));
        });
    }

    private static JsonObject Order(int number) => new()
    {
        ["customer_id"] = Guid.CreateVersion7(),
        ["customer_email"] = $"customer-{number % Customers}@example.com",
        ["customer_address"] = "Rua 1, 2",
        ["customer_city"] = "recife",
        ["customer_state"] = "PE",
        ["items"] = new JsonArray(new JsonObject { ["product_id"] = Guid.CreateVersion7(), ["quantity"] = Quantity, ["price"] = 12.5, ["freight"] = 4 }),
    };
}
