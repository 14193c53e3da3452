using System.Text.Json;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.EndToEnd.Foreign;

/// <summary>Trino, which no one here wrote, on the mesh's tables: it asks our catalog and reads and writes files itself.</summary>
[Collection(ImportedMesh.Collection)]
[Trait("Category", "Slow")]
public sealed class TrinoTests(ImportedMesh imported, TrinoServer trino) : IClassFixture<TrinoServer>
{
    private static int _made;

    [SkippableTheory]
    [InlineData("analyst")]
    [InlineData("orders-owner")]
    [InlineData("payments-owner")]
    [InlineData("inventory-owner")]
    public async Task Every_product_shows_its_rows_now_and_before_or_the_rule_that_hides_them(string persona)
    {
        var products = await ListedProduct.AllAsync(imported.Mesh);
        var catalog = await CatalogAsync(persona);
        var states = 0;
        foreach (var product in products)
        {
            var (what, table) = ($"{product.Name} as {persona}", $"{catalog}.{product.Name}");
            if (!product.ShowsRaw(persona))
            {
                var refused = await Assert.ThrowsAsync<TrinoFailedException>(() => trino.RunAsync($"SELECT count(*) FROM {table}"));
                Assert.Contains("Rules: personal-data-is-masked.", refused.Message, StringComparison.Ordinal);
                continue;
            }

            var snapshots = (await trino.RunAsync($"SELECT snapshot_id FROM {catalog}.{Inside(product, "snapshots")} ORDER BY committed_at")).Data.Select(row => row[0].GetInt64()).ToList();
            states = Math.Max(states, snapshots.Count);
            foreach (var snapshot in new[] { snapshots[0], snapshots[^1] }.Distinct())
            {
                var rows = (await trino.RunAsync($"SELECT * FROM {table} FOR VERSION AS OF {snapshot}")).Rows;
                SameRows.Equal(await imported.Mesh.QueryAsync($"SELECT * FROM {product.Name} FOR VERSION AS OF {snapshot}", persona), rows, $"{what}, snapshot {snapshot}");
            }

            var count = (await trino.RunAsync($"SELECT count(*) FROM {table}")).Value.GetInt64();
            Assert.Equal(count, (await trino.RunAsync($"SELECT sum(if(content = 0, record_count, -record_count)) FROM {catalog}.{Inside(product, "files")}")).Value.GetInt64());
        }

        Assert.True(states > 1, "No product has an older state.");
    }

    [SkippableFact]
    public async Task Months_of_events_are_partitions_and_those_not_requested_are_not_opened()
    {
        await ListedProduct.AllAsync(imported.Mesh);
        var catalog = await CatalogAsync("orders-owner");
        const string Monthly = "SELECT date_trunc('month', occurred_at) AS month, count(*) AS n FROM {0}.fact_order_events GROUP BY 1";

        var months = (await trino.RunAsync(string.Format(null, Monthly, $"{catalog}.orders"))).Rows;
        var ours = await imported.Mesh.QueryAsync(string.Format(null, Monthly, "orders"), "orders-owner");
        Assert.Equal(Counts(ours), Counts(months));
        Assert.True(months.Count > 1);

        var partitions = await trino.RunAsync($"SELECT partition.occurred_at_month, sum(record_count) FROM {catalog}.orders.\"fact_order_events_v1$partitions\" GROUP BY 1");
        Assert.Equal(
            Counts(ours).Select(month => ((month.Month.Year - 1970) * 12 + month.Month.Month - 1, month.Count)),
            partitions.Data.Select(row => (row[0].GetInt32(), row[1].GetInt64())).Order());

        var month = Counts(ours)[^1];
        var whole = await trino.RunAsync($"SELECT count(DISTINCT event_id) FROM {catalog}.orders.fact_order_events");
        var pruned = await trino.RunAsync($"SELECT count(DISTINCT event_id) FROM {catalog}.orders.fact_order_events WHERE occurred_at >= TIMESTAMP '{month.Month:yyyy-MM-dd} 00:00:00 UTC'");
        Assert.Equal(month.Count, pruned.Value.GetInt64());
        var files = await trino.RunAsync($"SELECT partition.occurred_at_month, sum(file_size_in_bytes) FROM {catalog}.orders.\"fact_order_events_v1$files\" GROUP BY 1 ORDER BY 1");
        Assert.InRange(pruned.PhysicalInputBytes, 1, files.Data[^1][1].GetInt64());
        Assert.True(whole.PhysicalInputBytes > files.Data[^1][1].GetInt64());
        Assert.Contains("constraint on [occurred_at]", Plan(await trino.RunAsync($"EXPLAIN SELECT count(*) FROM {catalog}.orders.fact_order_events WHERE occurred_at >= TIMESTAMP '{month.Month:yyyy-MM-dd} 00:00:00 UTC'")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_it_writes_to_an_owners_own_table_our_own_reader_reads()
    {
        await ListedProduct.AllAsync(imported.Mesh);
        var catalog = await CatalogAsync("orders-owner");
        var table = $"{catalog}.orders.by_trino";
        using var reader = await SdkReader.OfAsync(imported, "orders");
        await trino.RunAsync(
            $"""
            CREATE TABLE {table} (id BIGINT NOT NULL, shop VARCHAR, amount DECIMAL(18,2), sold_at TIMESTAMP(6) WITH TIME ZONE, day DATE, ratio DOUBLE, ok BOOLEAN, ref UUID,
                                  words ARRAY(VARCHAR), item ROW(sku UUID, pieces INTEGER))
            WITH (partitioning = ARRAY['month(sold_at)', 'shop'])
            """);
        await trino.RunAsync(
            $"""
            INSERT INTO {table}
            SELECT n, 's' || CAST(n % 3 AS VARCHAR), CAST(n AS DECIMAL(18,2)) / 4, TIMESTAMP '2026-01-15 00:00:00.123456 UTC' + n * INTERVAL '1' DAY, DATE '2026-01-15' + n * INTERVAL '1' DAY, n / 8e0, n % 2 = 0,
                   CAST('123e4567-e89b-12d3-a456-4266141740' || lpad(CAST(n AS VARCHAR), 2, '0') AS UUID), ARRAY['käse', CAST(n AS VARCHAR)], CAST(ROW(UUID '123e4567-e89b-12d3-a456-426614174000', n) AS ROW(sku UUID, pieces INTEGER))
            FROM UNNEST(sequence(1, 60)) AS x(n)
            """);
        await ReadEquallyAsync("inserted", 60);
        await trino.RunAsync($"UPDATE {table} SET amount = amount + 100, shop = 'moved' WHERE id % 10 = 0");
        await ReadEquallyAsync("updated", 60);
        await trino.RunAsync($"DELETE FROM {table} WHERE id BETWEEN 20 AND 25");
        await trino.RunAsync($"DELETE FROM {table} WHERE shop = 's1'");
        await ReadEquallyAsync("deleted", 38);
        await trino.RunAsync(
            $"""
            MERGE INTO {table} AS t USING (VALUES (BIGINT '5', DECIMAL '5.55'), (BIGINT '6', NULL), (BIGINT '99', DECIMAL '9.99')) AS s(id, amount) ON t.id = s.id
            WHEN MATCHED AND s.amount IS NULL THEN DELETE
            WHEN MATCHED THEN UPDATE SET amount = s.amount
            WHEN NOT MATCHED THEN INSERT (id, shop, amount) VALUES (s.id, 'new', s.amount)
            """);
        await ReadEquallyAsync("merged", 38);
        Assert.True((await trino.RunAsync($"SELECT count(*) FROM {catalog}.orders.\"by_trino$files\" WHERE content = 1")).Value.GetInt64() > 0, "There is no position delete.");

        var first = (await trino.RunAsync($"SELECT snapshot_id FROM {catalog}.orders.\"by_trino$snapshots\" ORDER BY committed_at OFFSET 1 LIMIT 1")).Value.GetInt64();
        SameRows.Equal((await trino.RunAsync($"SELECT * FROM {table} FOR VERSION AS OF {first}")).Rows, await OursAsync("by_trino", SnapshotChoice.Id(first)), "as inserted");

        await trino.RunAsync($"CREATE TABLE {catalog}.orders.made_by_trino AS SELECT order_id, status, total, purchased_at FROM {catalog}.orders.orders WHERE total > 100");
        var made = await reader.RowsAsync(Table("made_by_trino"), SnapshotChoice.Current, ("order_id", "UUID"), ("status", "STRING"), ("total", "DECIMAL(18,2)"), ("purchased_at", "TIMESTAMP"));
        SameRows.Equal(await imported.Mesh.QueryAsync("SELECT order_id, status, total, purchased_at FROM orders.orders WHERE total > 100", "orders-owner"), made, "CREATE TABLE AS");
        Assert.NotEmpty(made);

        async Task ReadEquallyAsync(string what, int count)
        {
            var theirs = (await trino.RunAsync($"SELECT * FROM {table}")).Rows;
            Assert.Equal(count, theirs.Count);
            SameRows.Equal(theirs, await OursAsync("by_trino", SnapshotChoice.Current), what);
        }

        Task<IReadOnlyList<JsonElement>> OursAsync(string name, SnapshotChoice state) => reader.RowsAsync(
            Table(name), state, ("id", "BIGINT"), ("shop", "STRING"), ("amount", "DECIMAL(18,2)"), ("sold_at", "TIMESTAMP"), ("day", "DATE"), ("ratio", "DOUBLE"), ("ok", "BOOLEAN"), ("ref", "UUID"), ("words", "ARRAY<STRING>"),
            ("item", "STRUCT<sku:UUID, pieces:INTEGER>"));
    }

    [SkippableFact]
    public async Task Main_of_a_product_is_closed_and_the_endpoint_to_use_is_named()
    {
        await ListedProduct.AllAsync(imported.Mesh);
        var catalog = await CatalogAsync("orders-owner");

        foreach (var sql in new[] { $"INSERT INTO {catalog}.orders.orders SELECT * FROM {catalog}.orders.orders", $"DELETE FROM {catalog}.orders.orders", $"UPDATE {catalog}.orders.orders SET status = 'lost'", $"DROP TABLE {catalog}.orders.orders_v1" })
        {
            var refused = await Assert.ThrowsAsync<TrinoFailedException>(() => trino.RunAsync(sql));
            Assert.Contains("Emit to the product", refused.Message, StringComparison.Ordinal);
        }
    }

    private static TableIdentifier Table(string name) => new(["orders"], name);

    private static string Inside(ListedProduct product, string what) => $"{product.Domain}.\"{product.Name.Split('.')[1]}_v{product.Major}${what}\"";

    private static string Plan(TrinoAnswer plan) => plan.Value.GetString()!;

    private static List<(DateTimeOffset Month, long Count)> Counts(IEnumerable<JsonElement> months) =>
        [.. months.Select(month => (month.GetProperty("month").GetDateTimeOffset(), month.GetProperty("n").GetInt64())).Order()];

    // As docs/iceberg.md sets a catalog up, with a token of the persona. A token lives for minutes: a catalog is for one test.
    private async Task<string> CatalogAsync(string persona)
    {
        var name = $"mesh_{Interlocked.Increment(ref _made)}";
        await trino.RunAsync(
            $"""
            CREATE CATALOG {name} USING iceberg WITH (
                "iceberg.catalog.type" = 'rest',
                "iceberg.rest-catalog.uri" = '{imported.Mesh.Url("catalog")}iceberg',
                "iceberg.rest-catalog.security" = 'OAUTH2',
                "iceberg.rest-catalog.oauth2.token" = '{await imported.Mesh.TokenAsync(persona)}',
                "fs.native-local.enabled" = 'true',
                "local.location" = '/')
            """);
        return name;
    }
}
