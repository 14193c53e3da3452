using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.EndToEnd.Storage;

namespace MeshStarter.EndToEnd;

/// <summary>A whole mesh on an S3 store: every bucket is its domain's own, by the store's word.</summary>
[Collection(S3Mesh.Collection)]
[Trait("Category", "Slow")]
public sealed class S3MeshTests(S3Mesh s3, S3Clients clients) : IClassFixture<S3Clients>
{
    [SkippableFact]
    public async Task Published_rows_are_answered_across_domains_with_their_masks()
    {
        Require();
        var matched = s3.Shop.Revenue.Values.Sum(day => day.Orders.Count);

        await s3.Mesh.QueryUntilAsync("SELECT count(DISTINCT order_id) AS n FROM payments.fact_payment_events", "analyst", rows => rows.Count == 1 && rows[0].GetProperty("n").GetInt64() == matched);
        var rows = await s3.Mesh.QueryUntilAsync(
            "SELECT count(DISTINCT o.order_id) AS n, min(o.customer_email) AS email FROM orders.orders o JOIN payments.fact_payment_events p USING (order_id)",
            "analyst",
            rows => rows.Count == 1 && rows[0].GetProperty("n").GetInt64() == matched);

        Assert.Equal((matched, "****"), (rows[0].GetProperty("n").GetInt64(), rows[0].GetProperty("email").GetString()));
    }

    [SkippableFact]
    public async Task Bucket_is_its_domains_alone_but_for_metadata_files_which_are_the_catalogs()
    {
        Require();

        Assert.Equal(
            ["put", "AccessDenied", "AccessDenied", "AccessDenied"],
            await PutAsync("orders", "mesh-orders/probe/data/x", "mesh-orders/probe/metadata/00000-x.metadata.json", "mesh-payments/probe/data/x", "mesh-platform/probe/data/x"));
        Assert.Equal(
            ["AccessDenied", "AccessDenied", "put", "put"],
            await PutAsync("catalog", "mesh-orders/probe/data/y", "mesh-orders/probe/metadata/snap-y.avro", "mesh-orders/probe/metadata/00000-y.metadata.json", "mesh-payments/probe/metadata/00000-y.metadata.json"));
    }

    [SkippableFact]
    public async Task Reader_is_vended_one_product_to_read_and_of_a_masked_one_nothing()
    {
        Require();
        var products = s3.Shop.Sold.Count;
        await s3.Mesh.QueryUntilAsync("SELECT count(*) AS n FROM inventory.stock_levels", "analyst", rows => rows.Count == 1 && rows[0].GetProperty("n").GetInt64() >= products);

        var seen = await RunAsync("read_product", "analyst", new JsonObject { ["table"] = "inventory.stock_levels", ["elsewhere"] = "s3://mesh-orders/orders_v1/metadata/x", ["masked"] = "orders.orders" });

        var rows = await s3.Mesh.QueryAsync("SELECT count(*) AS n FROM inventory.stock_levels", "analyst");
        Assert.Equal(rows[0].GetProperty("n").GetInt64(), seen["rows"]!.GetValue<long>());
        Assert.Equal(("ACCESS_DENIED", "ACCESS_DENIED", "ForbiddenError"), (seen["write"]!.GetValue<string>(), seen["elsewhere"]!.GetValue<string>(), seen["masked"]!.GetValue<string>()));
        await AssertAuditedAsync("inventory.stock_levels", "Got credentials to read the files of table inventory.stock_levels_v1 until ");
    }

    [SkippableFact]
    public async Task Reader_by_a_grant_gets_no_credentials_while_it_lasts_nor_after_it_was_revoked()
    {
        const string Reader = "platform-admin";
        Require();
        await s3.Mesh.QueryUntilAsync("SELECT 1 AS one FROM orders.orders LIMIT 1", Reader, rows => rows.Count > 0);
        var before = await LoadedAsync("personal-data-is-masked");
        var (status, requested) = await s3.Mesh.PostAsync("governance", "/access/requests", Reader, new { products = new[] { "orders.orders" }, purpose = "For a test" });
        Assert.Equal(HttpStatusCode.Created, status);
        var request = requested.GetProperty("items")[0].GetProperty("id").GetString();
        await s3.Mesh.ApproveAsync(request, "orders-owner");
        var grant = (await s3.Mesh.ApproveAsync(request, "security")).GetProperty("grant").GetString();
        await EmailAsync(Reader, isClear: true);

        var granted = await LoadedAsync("you may read it by a grant, which may be taken back at any time");
        Assert.Equal(HttpStatusCode.OK, (await s3.Mesh.PostAsync("governance", $"/access/grants/{grant}/revoke", "orders-owner", new { reason = "Over" })).Status);
        await EmailAsync(Reader, isClear: false);
        var revoked = await LoadedAsync("personal-data-is-masked");

        Assert.All(new[] { before, granted, revoked }, seen => Assert.Equal("ForbiddenError", seen["refused"]?.GetValue<string>()));
        // By the rule before and after; in between because a store's credentials outlive the grant.
        Assert.Contains("personal-data-is-masked", before["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("you may read it by a grant, which may be taken back at any time", granted["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("personal-data-is-masked", revoked["message"]!.GetValue<string>(), StringComparison.Ordinal);
        await AssertAuditedAsync("orders.orders", "Credentials cannot be taken back with a grant.");

        // The catalog hears of a grant by itself, at most two seconds after the query proxy did.
        async Task<JsonNode> LoadedAsync(string reason)
        {
            await TestMesh.UntilAsync(() => s3.Mesh.GetTextAsync("catalog", "/iceberg/v1/mesh/namespaces/orders/tables/orders", Reader), answer => answer.Text.Contains(reason, StringComparison.Ordinal));
            return await RunAsync("load_granted", Reader, new JsonObject { ["table"] = "orders.orders" });
        }
    }

    [SkippableFact]
    public async Task Owner_writes_and_purges_a_table_that_is_no_product_and_no_products_files()
    {
        Require();

        var seen = await RunAsync("own_table", "orders-owner", new JsonObject { ["table"] = "orders.notes", ["product"] = "orders.fact_order_events" });

        Assert.Equal((3, "ACCESS_DENIED", "ACCESS_DENIED"), (seen["rows"]!.GetValue<int>(), seen["metadata"]!.GetValue<string>(), seen["product"]!.GetValue<string>()));
        var location = seen["location"]!.GetValue<string>();
        Assert.StartsWith("s3://mesh-orders/notes_", location, StringComparison.Ordinal);
        var left = await clients.RunAsync("listed", Requested(MinioServer.RootAccessKey, MinioServer.RootSecretKey, new JsonObject { ["bucket"] = "mesh-orders", ["prefix"] = location["s3://mesh-orders/".Length..] + "/" }));
        Assert.Equal("[]", left.ToJsonString());
    }

    [SkippableFact]
    public async Task Owner_adds_a_branch_of_a_product_which_is_audited_and_published_and_touches_nothing_else_of_it()
    {
        Require();
        await s3.Mesh.QueryUntilAsync("SELECT count(DISTINCT order_id) AS n FROM orders.orders", "analyst", rows => rows.Count == 1 && rows[0].GetProperty("n").GetInt64() > 0);

        var seen = await RunAsync("branch", "orders-owner", new JsonObject { ["table"] = "orders.orders", ["branch"] = "moved", ["column"] = "customer_city", ["value"] = "by a branch" });
        var (status, published) = await s3.Mesh.PostAsync("orders", "/products/orders/branches/moved/publish", "orders-owner", new { });

        Assert.Equal((1, HttpStatusCode.OK, 1), (seen["added"]!.GetValue<int>(), status, published.GetProperty("rows").GetInt32()));
        Assert.All(seen["refused"]!.AsObject(), attempt => Assert.Equal((attempt.Key, "ACCESS_DENIED"), (attempt.Key, attempt.Value!.GetValue<string>())));
        await s3.Mesh.QueryUntilAsync(
            $"SELECT customer_city FROM orders.orders WHERE order_id = UUID '{seen["row"]!["order_id"]!.GetValue<string>()}'", "analyst", rows => rows.Count == 1 && rows[0].GetProperty("customer_city").GetString() == "by a branch");
        await AssertAuditedAsync("orders.orders", "Got credentials to read, and to write to branches, the files of table orders.orders_v1 until ");
    }

    [SkippableFact]
    public async Task Upsert_of_a_branch_publishes_the_rows_that_differ()
    {
        Require();
        const string Days = "SELECT CAST(revenue_date AS VARCHAR) AS day, payments FROM payments.daily_revenue ORDER BY day";
        var days = s3.Shop.Revenue.Count;
        await s3.Mesh.QueryUntilAsync(Days, "analyst", rows => rows.Count == days);

        var seen = await RunAsync(
            "upsert", "payments-owner", new JsonObject { ["table"] = "payments.daily_revenue", ["branch"] = "restated", ["key"] = "revenue_date", ["new"] = "2030-01-01", ["changed"] = new JsonObject { ["payments"] = 4711 } });
        var (status, published) = await s3.Mesh.PostAsync("payments", "/products/daily_revenue/branches/restated/publish", "payments-owner", new { });

        Assert.Equal((1, 1), (seen["updated"]!.GetValue<int>(), seen["inserted"]!.GetValue<int>()));
        Assert.Contains("overwrite", seen["operations"]!.AsArray().Select(operation => operation!.GetValue<string>()));
        Assert.Equal((HttpStatusCode.OK, 2), (status, published.TryGetProperty("rows", out var rows) ? rows.GetInt32() : -1));
        var existing = await s3.Mesh.QueryUntilAsync(Days, "analyst", rows => rows.Count == days + 1);
        Assert.Equal(4711, existing.Single(row => row.GetProperty("day").GetString() == seen["row"]!.GetValue<string>()).GetProperty("payments").GetInt64());
    }

    private Task EmailAsync(string reader, bool isClear) => s3.Mesh.QueryUntilAsync(
        "SELECT customer_email FROM orders.orders WHERE customer_email IS NOT NULL LIMIT 1", reader, rows => rows.Count == 1 && rows[0].GetProperty("customer_email").GetString()!.Contains('@', StringComparison.Ordinal) == isClear);

    private void Require() => Skip.If(s3.Missing is not null, s3.Missing);

    // Decisions come to the trail a moment after they were made.
    private Task AssertAuditedAsync(string product, string reason) => Eventually.HoldsAsync(
        async () => (await s3.Mesh.GetAsync("governance", $"/audit?product={product}&limit=500", "auditor")).Body.GetRawText().Contains(reason, StringComparison.Ordinal), $"the record of {product}: {reason}");

    private async Task<string[]> PutAsync(string owner, params string[] objects)
    {
        var requested = new JsonObject { ["objects"] = new JsonArray([.. objects.Select(place => new JsonArray(place.Split('/', 2)[0], place.Split('/', 2)[1]))]) };
        return [.. (await clients.RunAsync("put", Requested(owner, PreparedStore.Secret(owner), requested))).AsArray().Select(answer => answer!.GetValue<string>())];
    }

    private async Task<JsonNode> RunAsync(string task, string persona, JsonObject more)
    {
        more["uri"] = new Uri(s3.Mesh.Url("catalog"), "iceberg").ToString();
        more["token"] = await s3.Mesh.TokenAsync(persona);
        return await clients.RunAsync(task, more);
    }

    private JsonObject Requested(string accessKey, string secretKey, JsonObject more)
    {
        (more["endpoint"], more["access_key"], more["secret_key"]) = (s3.Store.Address.Authority, accessKey, secretKey);
        return more;
    }
}
