using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
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
        await EmittedOrders.EmitAsync(mesh, sizes.Events);
        await EmittedOrders.PublishedAsync(mesh);
        var (select, rows) = await SelectAsync(mesh);

        var load = await mesh.StartDomainAsync("Load");
        var processors = new Processors(mesh.Processes);
        var counted = await CountedAsync(load.Client, sizes.Events);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"stream: {counted.Events / counted.Milliseconds * 1000:F0} events/s to one consumer ({counted.Events} of {rows} events); a SELECT of the rows {rows / select * 1000:F0} rows/s; {processors.Per(rows)}"));
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
