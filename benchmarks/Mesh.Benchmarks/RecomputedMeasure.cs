using System.Diagnostics;
using System.Globalization;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Measures the time from an event of Orders until a query sees it in the window that a pipeline of another domain recomputes for it.</summary>
internal static class RecomputedMeasure
{
    private const int EventsASecond = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(Sizes sizes)
    {
        using var domain = new GeneratedDomain();
        domain.AddProduct("RecentEvents", "recent_events", """
              - { name: event_hour, type: TIMESTAMP, required: true, description: The hour }
              - { name: events, type: BIGINT, required: true, description: Events of it }
            """, "inputs: [orders.fact_order_events]", "aggregate");
        domain.Add("Products/RecentEvents/pipeline.sql", "SELECT date_trunc('hour', occurred_at) AS event_hour, count(*) AS events FROM orders.fact_order_events GROUP BY ALL\n");
        domain.Add("Products/RecentEvents/pipeline.yaml", """
            inputs:
              orders.fact_order_events: { by: occurred_at }
            window: { column: event_hour, size: 1 hour, zone: UTC, from: 2026-01-01 }
            run: on_inputs
            min_interval: 5 seconds
            """);
        var program = await domain.BuildAsync();
        await using var mesh = await MeasuredMesh.StartAsync();
        await mesh.StartDomainAsync("Orders", further: new(StringComparer.Ordinal) { ["Mesh:PublishInterval"] = "00:00:01" });
        await mesh.StartQueryAsync();
        await mesh.StartDomainAsync("Scratch", program);
        // One each, and the first event is the order's own.
        var events = 0;
        using var query = await mesh.PersonAsync("query", "analyst");
        await MeasureAsync(mesh, query, 20, () => ++events, print: false);
        await MeasureAsync(mesh, query, sizes.Seconds, () => ++events, print: true);
    }

    private static async Task MeasureAsync(MeasuredMesh mesh, HttpClient query, int seconds, Func<int> next, bool print)
    {
        var waiting = new Pending<long>();
        var emitting = Task.Run(async () =>
        {
            var since = Stopwatch.GetTimestamp();
            for (var emitted = 0; Stopwatch.GetElapsedTime(since).TotalSeconds < seconds; emitted++)
            {
                var due = TimeSpan.FromSeconds((double)emitted / EventsASecond) - Stopwatch.GetElapsedTime(since);
                if (due > TimeSpan.Zero)
                {
                    await Task.Delay(due);
                }

                var at = Stopwatch.GetTimestamp();
                await EmittedOrders.EmitAsync(mesh, 1);
                waiting.Add(next(), at);
            }
        });
        var took = await waiting.ObserveAsync(async () => await NumberQuery.ReadAsync(query, "SELECT sum(events) FROM scratch.recent_events") ?? 0, TimeSpan.FromMilliseconds(100), emitting, Patience);
        await emitting;
        if (print)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"recomputed: an order in its window, as a query sees it, p50 {took.Percentile(50) / 1000:F2} s, p99 {took.Percentile(99) / 1000:F2} s, max {took.Max / 1000:F2} s, of {took.Count} in {seconds} s; min_interval 5 s, publish interval of the input 1 s"));
        }
    }
}
