using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Commits;
using Npgsql;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures the stream port of Orders, with decision, masks and audit, to one counting handler of another domain, with its checkpoint
/// in a transaction for each batch; and a plain SELECT of the same rows from PostgreSQL.
/// </summary>
internal static class StreamMeasure
{
    // Events of the first batch, of any size, are not counted.
    private const int LongestBatch = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(Sizes sizes)
    {
        await using var mesh = await MeasuredMesh.StartAsync();
        var orders = await mesh.StartDomainAsync("Orders");
        await FillAsync(mesh, sizes.Events);
        await PublishedAsync(mesh);
        var (select, rows) = await SelectAsync(mesh);

        var load = await mesh.StartDomainAsync("Load");
        var processors = new Processors(mesh.Processes);
        var counted = await CountedAsync(load.Client, sizes.Events);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"stream: {counted.Events / counted.Milliseconds * 1000:F0} events/s to one consumer ({counted.Events} of {rows} events); a SELECT of the rows {rows / select * 1000:F0} rows/s; {processors.Per(rows)}"));
    }

    // One order is placed as in a shop; its event is emitted as often as requested.
    private static async Task FillAsync(MeasuredMesh mesh, int events)
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
            SELECT product, fresh, subject, occurred_at, replace(data, event_id::text, fresh::text), schema_guid
            FROM (SELECT * FROM mesh.outbox WHERE product = 'orders.fact_order_events_v1' LIMIT 1) AS placed, (SELECT gen_random_uuid() AS fresh FROM generate_series(2, $1)) AS more;
            """,
            database)
        { CommandTimeout = 600, Parameters = { new() { Value = events } } };
        await fill.ExecuteNonQueryAsync();
        await using var report = new NpgsqlCommand("NOTIFY mesh_emitted", database);
        await report.ExecuteNonQueryAsync();
    }

    // The table port reads the outbox too: it must have finished before.
    private static async Task PublishedAsync(MeasuredMesh mesh)
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

    private static async Task<(double Milliseconds, long Rows)> SelectAsync(MeasuredMesh mesh)
    {
        await using var database = await mesh.OpenDatabaseAsync("orders");
        var since = Stopwatch.GetTimestamp();
        await using var command = new NpgsqlCommand("SELECT position, event_id, subject, occurred_at, data, schema_guid FROM mesh.outbox WHERE product = 'orders.fact_order_events_v1' ORDER BY position", database);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = 0L;
        while (await reader.ReadAsync())
        {
            _ = (reader.GetInt64(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(3), reader.GetString(4));
            rows++;
        }

        return (Stopwatch.GetElapsedTime(since).TotalMilliseconds, rows);
    }

    private static async Task<Counted> CountedAsync(HttpClient load, int events)
    {
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < Patience; await Task.Delay(500))
        {
            // Complete once the count no longer rises.
            var counted = await load.GetFromJsonAsync<Counted>("load/counted");
            if (counted!.Events >= events - LongestBatch)
            {
                await Task.Delay(2_000);
                return (await load.GetFromJsonAsync<Counted>("load/counted"))!;
            }
        }

        throw new TimeoutException("The events did not arrive.");
    }

    private sealed record Counted(long Events, double Milliseconds);
}
