using System.Net;
using System.Text.Json;
using MeshStarter.EndToEnd.Storage;

namespace MeshStarter.EndToEnd;

/// <summary>A whole mesh on a storage account, which is not Azure's: the domains publish, the catalog commits, the query proxy reads by signatures of folders.</summary>
[Trait("Category", "Slow")]
public sealed class AzureBlobMeshTests(AzureBlobMesh azure) : IClassFixture<AzureBlobMesh>
{
    private const string Host = "devstoreaccount1.dfs.core.windows.net";

    [SkippableFact]
    public async Task Published_rows_are_answered_across_domains_with_their_masks()
    {
        Skip.If(azure.Missing is not null, azure.Missing);
        var matched = azure.Shop.Revenue.Values.Sum(day => day.Orders.Count);

        var rows = await azure.Mesh.QueryUntilAsync(
            "SELECT count(DISTINCT o.order_id) AS n, min(o.customer_email) AS email FROM orders.orders o JOIN payments.fact_payment_events p USING (order_id)",
            "analyst",
            rows => rows.Count == 1 && rows[0].GetProperty("n").GetInt64() == matched);

        Assert.Equal((matched, "****"), (rows[0].GetProperty("n").GetInt64(), rows[0].GetProperty("email").GetString()));
    }

    [SkippableFact]
    public async Task Reader_is_vended_one_table_to_read_under_the_names_of_icebergs_clients_and_of_a_masked_one_nothing()
    {
        Skip.If(azure.Missing is not null, azure.Missing);
        await azure.Mesh.QueryUntilAsync("SELECT 1 AS one FROM inventory.stock_levels LIMIT 1", "analyst", rows => rows.Count > 0);

        var (_, table) = await azure.Mesh.GetAsync("catalog", "/iceberg/v1/mesh/namespaces/inventory/tables/stock_levels", "analyst");
        var (status, vended) = await azure.Mesh.GetAsync("catalog", "/iceberg/v1/mesh/namespaces/inventory/tables/stock_levels/credentials", "analyst");
        var (masked, _) = await azure.Mesh.GetAsync("catalog", "/iceberg/v1/mesh/namespaces/orders/tables/orders/credentials", "analyst");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (status, masked));
        Assert.Equal($"abfss://mesh-inventory@{Host}/stock_levels_v1", table.GetProperty("metadata").GetProperty("location").GetString());
        var credential = Assert.Single(vended.GetProperty("storage-credentials").EnumerateArray());
        Assert.Equal($"abfss://mesh-inventory@{Host}/stock_levels_v1/", credential.GetProperty("prefix").GetString());
        var config = credential.GetProperty("config");
        Assert.Equal(
            ["adls.account-name", "adls.blob-storage-authority", "adls.blob-storage-scheme", "adls.sas-token", $"adls.sas-token-expires-at-ms.{Host}", $"adls.sas-token.{Host}"],
            config.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        var metadata = PathOf(table.GetProperty("metadata-location").GetString()!);
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden],
            [
                await SendAsync(config, HttpMethod.Get, metadata), await SendAsync(config, HttpMethod.Delete, metadata),
                await SendAsync(config, HttpMethod.Get, "mesh-inventory/stock_movements_v1/metadata/x"), await SendAsync(config, HttpMethod.Get, "mesh-orders/orders_v1/metadata/x"),
            ]);
        Assert.Contains("Got credentials to read the files of table inventory.stock_levels_v1 until ", await AuditedAsync("inventory.stock_levels"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Owner_of_a_product_is_vended_it_to_read_alone()
    {
        Skip.If(azure.Missing is not null, azure.Missing);
        await azure.Mesh.QueryUntilAsync("SELECT 1 AS one FROM orders.orders LIMIT 1", "analyst", rows => rows.Count > 0);

        var (_, vended) = await azure.Mesh.GetAsync("catalog", "/iceberg/v1/mesh/namespaces/orders/tables/orders/credentials", "orders-owner");

        var signature = vended.GetProperty("storage-credentials")[0].GetProperty("config").GetProperty("adls.sas-token").GetString()!;
        Assert.Contains("&sr=d&sdd=1&sp=rl&", signature, StringComparison.Ordinal);
        Assert.Contains("Got credentials to read the files of table orders.orders_v1 until ", await AuditedAsync("orders.orders"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Owner_writes_a_table_that_is_no_product_and_purges_it()
    {
        Skip.If(azure.Missing is not null, azure.Missing);
        var notes = new { name = "notes", schema = new { type = "struct", fields = new[] { new { id = 1, name = "n", required = false, type = "long" } } } };

        var (created, table) = await azure.Mesh.PostAsync("catalog", "/iceberg/v1/mesh/namespaces/orders/tables", "orders-owner", notes);
        var (_, vended) = await azure.Mesh.GetAsync("catalog", "/iceberg/v1/mesh/namespaces/orders/tables/notes/credentials", "orders-owner");
        var config = vended.GetProperty("storage-credentials")[0].GetProperty("config");
        var folder = PathOf(table.GetProperty("metadata").GetProperty("location").GetString()!);
        var metadata = PathOf(table.GetProperty("metadata-location").GetString()!);
        HttpStatusCode[] seen = [await SendAsync(config, HttpMethod.Get, metadata), await SendAsync(config, HttpMethod.Put, $"{folder}/data/x"), await SendAsync(config, HttpMethod.Put, "mesh-orders/orders_v1/data/x")];
        var (purged, _) = await azure.Mesh.DeleteAsync("catalog", "/iceberg/v1/mesh/namespaces/orders/tables/notes?purgeRequested=true", "orders-owner");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (created, purged));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Forbidden], seen);
        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(config, HttpMethod.Get, metadata));
    }

    private static string PathOf(string location) => location["abfss://".Length..].Replace($"@{Host}", "", StringComparison.Ordinal);

    // As a client without any of our code asks.
    private static async Task<HttpStatusCode> SendAsync(JsonElement config, HttpMethod method, string path)
    {
        string Of(string name) => config.GetProperty(name).GetString()!;
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri($"{Of("adls.blob-storage-scheme")}://{Of("adls.blob-storage-authority")}/{Of("adls.account-name")}/{path}?{Of("adls.sas-token")}"));
        request.Headers.Add("x-ms-version", "2023-11-03");
        if (method == HttpMethod.Put)
        {
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
            request.Content = new ByteArrayContent([1]);
        }

        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    // Decisions come to the trail a moment after they were made.
    private async Task<string> AuditedAsync(string product) =>
        (await azure.Mesh.GetUntilAsync("governance", $"/audit?product={product}&limit=500", "auditor", trail => trail.GetRawText().Contains("Got credentials", StringComparison.Ordinal))).GetRawText();
}
