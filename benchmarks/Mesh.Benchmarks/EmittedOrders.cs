using System.Diagnostics;
using System.Net.Http.Json;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Commits;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Events of Orders, as many as a measure needs.</summary>
internal static class EmittedOrders
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Places one order, as in a shop, and emits its event as often as requested.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="events">The number of events.</param>
    /// <param name="since">When the first of them happens; null where all happen now.</param>
    /// <param name="step">The time from one to the next.</param>
    public static async Task EmitAsync(MeasuredMesh mesh, int events, DateTimeOffset? since = null, TimeSpan step = default)
    {
        using var shop = await mesh.PersonAsync("orders", "orders-owner");
        using var placed = await shop.PostAsJsonAsync("shop/orders", new
        {
            customer_id = Guid.NewGuid(),
            customer_email = "somebody@example.com",
            customer_address = "Rua 1, 2",
            customer_city = "recife",
            customer_state = "PE",
            items = new[] { new { product_id = Guid.NewGuid(), quantity = 2, price = 10.5, freight = 1 } },
        });
        placed.EnsureSuccessStatusCode();
        await using var database = await mesh.OpenDatabaseAsync("orders");
        await using var fill = new NpgsqlCommand(
            """
            INSERT INTO mesh.outbox (product, event_id, subject, occurred_at, data, schema_guid)
            SELECT product, fresh, subject, occurred_at, CASE WHEN at IS NULL THEN replace(data, event_id::text, fresh::text)
                ELSE replace(replace(data, event_id::text, fresh::text), data::json ->> 'occurred_at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) END, schema_guid
            FROM (SELECT * FROM mesh.outbox WHERE product = 'orders.fact_order_events_v1' LIMIT 1) AS placed,
                (SELECT gen_random_uuid() AS fresh, $2 + number * $3 AS at FROM generate_series(2, $1) AS number) AS more;
            """,
            database)
        { CommandTimeout = 600, Parameters = { new() { Value = events }, new() { Value = (object?)since?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }, new() { Value = step } } };
        await fill.ExecuteNonQueryAsync();
        await using var report = new NpgsqlCommand("NOTIFY mesh_emitted", database);
        await report.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until the table has all of them.</summary>
    public static async Task PublishedAsync(MeasuredMesh mesh)
    {
        using var tables = await mesh.TablesOfAsync("orders");
        await using var database = await mesh.OpenDatabaseAsync("orders");
        await using var waiting = new NpgsqlCommand("SELECT CASE WHEN count(*) FILTER (WHERE position IS NULL) = 0 THEN max(position) FILTER (WHERE product = 'orders.fact_order_events_v1') END FROM mesh.outbox", database);
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < Patience; await Task.Delay(1_000))
        {
            if (await waiting.ExecuteScalarAsync() is long last
                && await tables.Catalog.LoadAsync(new TableIdentifier(["orders"], "fact_order_events_v1"), CancellationToken.None) is { } table && PublishedPosition.Of(table.Metadata) >= last)
            {
                return;
            }
        }

        throw new TimeoutException("Orders did not publish its events.");
    }
}
