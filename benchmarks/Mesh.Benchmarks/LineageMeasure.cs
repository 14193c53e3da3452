using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures lineage in a mesh of 10,000 products, 500,000 columns and a million edges: what a change breaks, the lineage of a product and a column, and
/// OpenLineage events that come one by one from many clients, and in batches.
/// </summary>
internal static class LineageMeasure
{
    private const int Clients = 64;
    private const int Batch = 200;
    private const int Jobs = 1_000;

    public static async Task RunAsync(Sizes sizes)
    {
        await using var mesh = await MeasuredMesh.StartAsync();
        using var load = await mesh.ClientAsync("catalog", "load");
        await TableRegistration.SendAsync(load, GeneratedLineage.Template);
        var began = Stopwatch.GetTimestamp();
        await using (var database = await mesh.OpenDatabaseAsync("catalog"))
        {
            await GeneratedLineage.FillAsync(database, sizes.Products);
            await using var count = new NpgsqlCommand("SELECT (SELECT count(*) FROM lineage_columns) + (SELECT count(*) FROM lineage_edges)", database);
            var edges = await count.ExecuteScalarAsync();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{edges:N0} edges generated in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s"));
        }

        using var analyst = await mesh.PersonAsync("catalog", "analyst");
        var random = new Random(17);
        await MeasureAsync(analyst, "impact of a dropped column", 200, () => $"impact?product={Name(random, sizes)}&change=drop:{GeneratedLineage.Column(random.Next(GeneratedLineage.Columns))}");
        await MeasureAsync(analyst, "impact of a retired product", 50, () => $"impact?product={Name(random, sizes)}&change=retire");
        await MeasureAsync(analyst, "lineage of a product, 2 steps", 200, () => $"lineage?node={Name(random, sizes)}&depth=2");
        await MeasureAsync(analyst, "lineage of a product, 5 steps", 50, () => $"lineage?node={Name(random, sizes)}&depth=5");
        await MeasureAsync(analyst, "lineage of a column, 5 steps", 200, () => $"lineage?node={Name(random, sizes)}.{GeneratedLineage.Column(random.Next(GeneratedLineage.Columns))}&level=column&depth=5");
        await SendAsync(mesh, load, "one by one", sizes, 1);
        await SendAsync(mesh, load, $"in batches of {Batch}", sizes, Batch);
        var process = mesh.Processes.First(service => service.Name == "catalog").Id;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"catalog: {Process.GetProcessById(process).WorkingSet64 >> 20} MiB"));
    }

    private static string Name(Random random, Sizes sizes) => GeneratedLineage.Name(random.Next(sizes.Products));

    private static async Task MeasureAsync(HttpClient catalog, string what, int times, Func<string> address)
    {
        var took = new Durations();
        var bytes = 0L;
        for (var time = -5; time < times; time++)
        {
            var since = Stopwatch.GetTimestamp();
            using var answer = await catalog.GetAsync(new Uri(address(), UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            bytes += (await answer.Content.ReadAsByteArrayAsync()).Length;
            if (time >= 0)
            {
                took.Add(Stopwatch.GetElapsedTime(since));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {took.Percentile(50):F1} ms, p95 {took.Percentile(95):F1} ms, max {took.Max:F1} ms; {bytes / (times + 5) / 1024} KiB an answer"));
    }

    private static async Task SendAsync(MeasuredMesh mesh, HttpClient load, string how, Sizes sizes, int batch)
    {
        var processors = new Processors(mesh.Processes);
        var (sent, since) = (0L, Stopwatch.GetTimestamp());
        var took = new Durations();
        var number = 0;
        await Task.WhenAll(Enumerable.Range(0, batch == 1 ? Clients : 4).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(sizes.Seconds))
            {
                var events = Enumerable.Range(0, batch).Select(_ => Event(Interlocked.Increment(ref number))).ToList();
                using var body = new StringContent(batch == 1 ? events[0] : $"[{string.Join(',', events)}]", Encoding.UTF8, "application/json");
                var began = Stopwatch.GetTimestamp();
                using var answer = await load.PostAsync(new Uri(batch == 1 ? "api/v1/lineage" : "api/v1/lineage/batch", UriKind.Relative), body);
                answer.EnsureSuccessStatusCode();
                if (batch > 1 && JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetString() != "success")
                {
                    throw new InvalidOperationException("An event was not taken.");
                }

                took.Add(Stopwatch.GetElapsedTime(began));
                Interlocked.Add(ref sent, batch);
            }
        })));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"OpenLineage {how}: {sent / Stopwatch.GetElapsedTime(since).TotalSeconds:F0} events/s; a request p50 {took.Percentile(50):F1} ms, p95 {took.Percentile(95):F1} ms; {processors.Per(sent)}"));
    }

    private static string Event(int number)
    {
        var job = number % Jobs;
        var at = DateTimeOffset.UnixEpoch.AddYears(56).AddMilliseconds(number).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        return $$$"""
            {"eventTime": "{{{at}}}", "eventType": "COMPLETE", "producer": "https://example.org/load", "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
             "run": {"runId": "{{{Guid.CreateVersion7()}}}"}, "job": {"namespace": "mesh", "name": "load.job{{{job}}}", "facets": {"jobType": {"_producer": "p", "_schemaURL": "s", "processingType": "STREAMING", "integration": "LOAD"} } },
             "inputs": [{"namespace": "kafka://broker:9092", "name": "topic{{{job}}}"}, {"namespace": "mesh", "name": "load.table{{{job / 2}}}"}],
             "outputs": [{"namespace": "mesh", "name": "load.result{{{job}}}", "facets": {"schema": {"_producer": "p", "_schemaURL": "s", "fields": [{"name": "a", "type": "STRING"}, {"name": "b", "type": "BIGINT"}]},
               "columnLineage": {"_producer": "p", "_schemaURL": "s", "fields": {"a": {"inputFields": [{"namespace": "mesh", "name": "load.table{{{job / 2}}}", "field": "a"}]} } } } }]}
            """;
    }
}
