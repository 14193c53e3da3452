using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Pipelines;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures backfills of 365 daily windows over the events of Orders: window by window, two at a time, and 30 by one SELECT. Each has a year of its own, all of
/// which have as many events, so that every window is committed.
/// </summary>
internal static class BackfillMeasure
{
    private const int FirstYear = 2021;
    private const int Windows = 365;

    // What Olist's orders have in events a year.
    private const int EventsOfYear = 200_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly (int WindowsPerRun, int Parallel)[] Ways = [(1, 1), (1, 2), (30, 1), (30, 2)];

    public static async Task RunAsync(Sizes sizes)
    {
        await using var mesh = await MeasuredMesh.StartAsync();
        await mesh.StartDomainAsync("Orders");
        await EmittedOrders.EmitAsync(mesh, EventsOfYear * Ways.Length, new DateTimeOffset(FirstYear, 1, 1, 3, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(365.25) / EventsOfYear);
        await EmittedOrders.PublishedAsync(mesh);
        await mesh.StartDomainAsync("Load");
        using var operations = await mesh.PersonAsync("load", "platform-admin");
        foreach (var (number, (windowsPerRun, parallel)) in Ways.Index())
        {
            var first = new DateOnly(FirstYear + number, 1, 1);
            var request = new BackfillRequest(first, first.AddDays(Windows - 1)) { WindowsPerRun = windowsPerRun, Parallel = parallel };
            var processors = new Processors(mesh.Processes);
            var since = Stopwatch.GetTimestamp();
            using (var requested = await operations.PostAsJsonAsync(new Uri("products/daily_orders/pipeline/backfill", UriKind.Relative), request, MeshJson.Options))
            {
                requested.EnsureSuccessStatusCode();
            }

            await EndedAsync(operations, Windows * (number + 1), since);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"backfill: {Windows} daily windows over {EventsOfYear} events, {windowsPerRun} a run, {parallel} at a time: {Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s; {processors.Per(Windows)}"));
        }
    }

    private static async Task EndedAsync(HttpClient operations, int windows, long since)
    {
        while (true)
        {
            var status = (await operations.GetFromJsonAsync<JsonElement>("products/daily_orders/pipeline")).GetProperty("windows");
            var succeeded = status.TryGetProperty("succeeded", out var found) ? found.GetInt32() : 0;
            if (succeeded == windows)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(since) > Patience || status.EnumerateObject().Any(state => state.Name is "failed" or "quarantined" or "timed_out"))
            {
                throw new InvalidOperationException($"The backfill did not succeed: {status}.");
            }

            await Task.Delay(100);
        }
    }
}
