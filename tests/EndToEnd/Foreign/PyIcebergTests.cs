using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.EndToEnd.Foreign;

/// <summary>PyIceberg, which no one here wrote, on the whole mesh.</summary>
[Collection(ImportedMesh.Collection)]
[Trait("Category", "Slow")]
public sealed class PyIcebergTests(ImportedMesh imported, PyIcebergClient client) : IClassFixture<PyIcebergClient>
{
    // What the table of an owner's own has in the end, in a contract's words.
    private static readonly (string, string)[] Columns =
    [
        ("id", "BIGINT"), ("amount", "DECIMAL(10,2)"), ("at", "TIMESTAMP"), ("state", "STRING"), ("ref", "UUID"), ("day", "DATE"), ("pieces", "BIGINT"),
        ("open", "BOOLEAN"), ("words", "ARRAY<STRING>"), ("place", "STRUCT<city:STRING, lat:DOUBLE>"), ("note", "STRING"),
    ];

    [SkippableTheory]
    [InlineData("analyst")]
    [InlineData("orders-owner")]
    [InlineData("payments-owner")]
    [InlineData("inventory-owner")]
    public async Task Every_product_shows_its_rows_now_and_before_or_the_rule_that_hides_them(string persona)
    {
        var products = await ListedProduct.AllAsync(imported.Mesh);

        var seen = await client.RunAsync(imported.Mesh, persona, "read_products", new JsonObject { ["products"] = new JsonArray([.. products.Select(product => (JsonNode)product.Name)]) });

        foreach (var product in products)
        {
            var what = $"{product.Name} as {persona}";
            var table = seen[product.Name]!;
            Assert.True(table["listed"]!.GetValue<bool>(), what);
            if (!product.ShowsRaw(persona))
            {
                Assert.Contains("Rules: personal-data-is-masked.", table["refused"]!.GetValue<string>(), StringComparison.Ordinal);
                continue;
            }

            var current = table["current"]!.GetValue<string>();
            foreach (var (snapshot, rows) in table["states"]!.AsObject())
            {
                SameRows.Equal(await imported.Mesh.QueryAsync($"SELECT * FROM {product.Name} FOR VERSION AS OF {snapshot}", persona), SameRows.Of(rows), $"{what}, snapshot {snapshot}");
            }

            var count = table["states"]![current]!.AsArray().Count;
            Assert.Equal((count, true), (table["scanned"]!.GetValue<int>(), table["projected"]!.GetValue<bool>()));
            Assert.Equal(count, table["inspected"]!["partitions"]!.GetValue<int>());
            Assert.All(table["inspected"]!.AsObject().Where(part => part.Value!.GetValueKind() is JsonValueKind.True or JsonValueKind.False), part => Assert.True(part.Value!.GetValue<bool>(), $"{what}: {part.Key}"));
        }

        Assert.Contains(products, product => product.ShowsRaw(persona) && seen[product.Name]!["states"]!.AsObject().Count > 1);
        Assert.Contains(products, product => !product.ShowsRaw(persona) || persona == "orders-owner");
    }

    [SkippableFact]
    public async Task What_it_writes_to_an_owners_own_table_our_own_reader_reads()
    {
        using var outside = new TestFolder();

        var seen = await client.RunAsync(imported.Mesh, "orders-owner", "own_table", new JsonObject { ["namespace"] = "orders", ["outside"] = outside.Path });

        Assert.Equal(Columns.Select(column => column.Item1), seen["columns"]!.AsArray().Select(column => column!.GetValue<string>()));
        Assert.Equal((1, true), (seen["conflicts"]!.GetValue<int>(), seen["inspected"]!.GetValue<bool>()));
        using var reader = await SdkReader.OfAsync(imported, "orders");
        foreach (var (name, count) in new[] { ("main", 23), ("twenty", 20), ("trial", 21) })
        {
            var rows = await reader.RowsAsync(new TableIdentifier(["orders"], "by_pyiceberg"), SnapshotChoice.Reference(name), Columns);
            var theirs = SameRows.Of(seen["states"]![name]).ToList();
            Assert.Equal(count, theirs.Count);
            SameRows.Equal(name == "main" ? theirs : theirs.Select(AsNow), rows, name);
        }

        var added = await reader.RowsAsync(new TableIdentifier(["orders"], "added_by_pyiceberg"), SnapshotChoice.Current, ("id", "BIGINT"), ("text", "STRING"));
        SameRows.Equal(SameRows.Of(seen["added"]), added, "added files");
        Assert.Equal(2, added.Count);
        Assert.StartsWith("BadRequestError", seen["outside"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(outside.Path, seen["outside"]!.GetValue<string>(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<QueryRefusedException>(() => imported.Mesh.QueryAsync("SELECT * FROM orders.by_pyiceberg", "orders-owner"));
    }

    [SkippableFact]
    public async Task Branch_of_a_product_is_audited_and_published_and_main_stays_shut()
    {
        await ListedProduct.AllAsync(imported.Mesh);
        var run = Guid.NewGuid().ToString("N")[..8];
        string[] branches = [$"good_{run}", $"bad_{run}", $"before_{run}"];

        var seen = await client.RunAsync(imported.Mesh, "orders-owner", "branches", new JsonObject
        {
            ["table"] = "orders.orders",
            ["branches"] = new JsonArray([.. branches.Select(branch => (JsonNode)branch)]),
            ["good"] = new JsonArray("customer_city", run),
            ["bad"] = new JsonArray("status", "lost"),
        });

        Assert.StartsWith("ForbiddenError", seen["refused"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("write a branch other than main and have it audited and published", seen["refused"]!.GetValue<string>(), StringComparison.Ordinal);
        var order = seen["row"]!["order_id"]!.GetValue<string>();
        var city = $"SELECT customer_city, status FROM orders.orders{{0}} WHERE order_id = UUID '{order}'";
        Assert.NotEqual(run, (await CityAsync("")).City);

        var (refusal, problem) = await PublishAsync(branches[1]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refusal);
        Assert.Contains("accepted_values: 1 row: status is none of", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var (published, answer) = await PublishAsync(branches[0]);
        Assert.Equal((HttpStatusCode.OK, 1), (published, answer.GetProperty("rows").GetInt32()));

        await imported.Mesh.QueryUntilAsync(string.Format(null, city, ""), "analyst", rows => rows.Count == 1 && rows[0].GetProperty("customer_city").GetString() == run);
        Assert.Equal((run, seen["row"]!["status"]!.GetValue<string>()), await CityAsync(""));
        Assert.Equal(seen["row"]!["customer_city"]!.GetValue<string>(), (await CityAsync($" FOR VERSION AS OF '{branches[2]}'")).City);
        Assert.Equal(0, (await imported.Mesh.QueryAsync("SELECT count(*) AS n FROM orders.orders WHERE status = 'lost'", "analyst"))[0].GetProperty("n").GetInt64());
        var before = await client.RunAsync(imported.Mesh, "orders-owner", "state", new JsonObject { ["table"] = "orders.orders", ["ref"] = branches[2] });
        SameRows.Equal(await imported.Mesh.QueryAsync($"SELECT * FROM orders.orders FOR VERSION AS OF '{branches[2]}'", "orders-owner"), SameRows.Of(before["rows"]), branches[2]);

        async Task<(string? City, string? Status)> CityAsync(string state)
        {
            var row = Assert.Single(await imported.Mesh.QueryAsync(string.Format(null, city, state), "analyst"));
            return (row.GetProperty("customer_city").GetString(), row.GetProperty("status").GetString());
        }

        Task<(HttpStatusCode Status, JsonElement Body)> PublishAsync(string branch) => imported.Mesh.PostAsync("orders", $"/products/orders/branches/{branch}/publish", "orders-owner", new { });
    }

    [SkippableFact]
    public async Task Overwritten_rows_of_a_branch_are_published_where_they_differ_and_lost_ones_are_not()
    {
        await ListedProduct.AllAsync(imported.Mesh);
        var run = Guid.NewGuid().ToString("N")[..8];
        string[] branches = [$"over_{run}", $"lost_{run}"];

        var seen = await client.RunAsync(imported.Mesh, "orders-owner", "overwritten", new JsonObject
        {
            ["table"] = "orders.orders",
            ["branches"] = new JsonArray([.. branches.Select(branch => (JsonNode)branch)]),
            ["column"] = "customer_state",
            ["over"] = new JsonArray("customer_city", run),
        });
        var (published, answer) = await PublishAsync(branches[0]);
        var (refused, problem) = await PublishAsync(branches[1]);

        Assert.InRange(seen["rows"]!.GetValue<int>(), 2, int.MaxValue);
        Assert.Equal((HttpStatusCode.OK, 1), (published, answer.TryGetProperty("rows", out var rows) ? rows.GetInt32() : -1));
        Assert.Equal(HttpStatusCode.BadRequest, refused);
        Assert.Contains("removes 1 row of orders.orders and has no row with its order_id in place of it", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await imported.Mesh.QueryUntilAsync(
            $"SELECT customer_city FROM orders.orders WHERE order_id = UUID '{seen["row"]!["order_id"]!.GetValue<string>()}'", "analyst", found => found.Count == 1 && found[0].GetProperty("customer_city").GetString() == run);

        Task<(HttpStatusCode Status, JsonElement Body)> PublishAsync(string branch) => imported.Mesh.PostAsync("orders", $"/products/orders/branches/{branch}/publish", "orders-owner", new { });
    }

    // It shows an older snapshot in the columns of its time; our reader shows it in those of now.
    private static JsonElement AsNow(JsonElement row)
    {
        var then = JsonNode.Parse(row.GetRawText())!.AsObject();
        then["state"] = then["status"]!.DeepClone();
        then["note"] = null;
        then.Remove("status");
        then.Remove("ratio");
        return JsonElement.Parse(then.ToJsonString());
    }
}
