using System.Diagnostics;
using System.Globalization;
using MeshStarter.Mesh.Benchmarks;

namespace MeshStarter.Query.Benchmarks;

/// <summary>Small queries over Trino's protocol: the time of one at a time beyond that of the engine alone, and the throughput of many clients.</summary>
internal static class SmallPart
{
    private const string CountCustomers = "SELECT count(*) FROM load.customers";

    private const int ClientsOfUser = 2;

    private static readonly string[] Users = ["analyst", "auditor", "security", "platform-admin"];

    public static async Task RunAsync(FilledMesh mesh, Sizes sizes)
    {
        using var raw = new RawEngine(mesh);
        using var client = new StatementClient(await mesh.Mesh.PersonAsync("query", "analyst"));
        var random = new Random(1);
        foreach (var (name, next) in Statements(sizes))
        {
            await MeasureAsync(mesh, name, () => next(random), client, raw, sizes);
        }

        await ThroughputAsync(mesh, raw, sizes);
    }

    /// <summary>Returns the small queries.</summary>
    public static IReadOnlyList<(string Name, Func<Random, string> Next)> Statements(Sizes sizes) =>
    [
        ("SELECT 1", _ => "SELECT 1"),
        ("a count", _ => CountCustomers),
        ("a lookup by key", Lookup),
        ("a lookup by key in the large product", random => $"SELECT * FROM load.sales WHERE id = {random.Next(sizes.Rows)}"),
    ];

    private static string Lookup(Random random) => $"SELECT * FROM load.customers WHERE customer = {random.Next(FilledMesh.Customers)}";

    private static async Task MeasureAsync(FilledMesh mesh, string name, Func<string> next, StatementClient client, RawEngine raw, Sizes sizes)
    {
        var (governed, alone) = (new Durations(), new Durations());
        await RunAsync(new Durations(), new Durations(), TimeSpan.FromSeconds(Math.Max(2, sizes.Seconds / 2.0)));
        var processors = new Processors(mesh.Mesh.Processes);
        await RunAsync(governed, alone, TimeSpan.FromSeconds(sizes.Seconds));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: p50 {governed.Percentile(50):F1} ms, p95 {governed.Percentile(95):F1} ms of {governed.Count}; the engine alone p50 {alone.Percentile(50):F1} ms, p95 {alone.Percentile(95):F1} ms; "
            + $"beyond it p50 {governed.Percentile(50) - alone.Percentile(50):F1} ms, p95 {governed.Percentile(95) - alone.Percentile(95):F1} ms; {processors.Per(governed.Count)}; load {FilledMesh.LoadAverage()}"));

        async Task RunAsync(Durations governed, Durations alone, TimeSpan span)
        {
            var turns = new Turns(client, raw);
            for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < span;)
            {
                var (byProxy, byEngine) = await turns.TakeAsync(next());
                governed.Add(byProxy);
                alone.Add(byEngine);
            }
        }
    }

    private static async Task ThroughputAsync(FilledMesh mesh, RawEngine raw, Sizes sizes)
    {
        var clients = new List<StatementClient>();
        try
        {
            foreach (var user in Users)
            {
                for (var client = 0; client < ClientsOfUser; client++)
                {
                    clients.Add(new StatementClient(await mesh.Mesh.PersonAsync("query", user)));
                }
            }

            foreach (var (name, sql) in new (string, Func<Random, string>)[]
            {
                ("SELECT 1", _ => "SELECT 1"),
                ("counts and lookups by key", random => random.Next(2) == 0 ? CountCustomers : Lookup(random)),
                ("all three", random => random.Next(3) switch { 0 => "SELECT 1", 1 => CountCustomers, _ => Lookup(random) }),
            })
            {
                await MeasureAsync($"{name} by {clients.Count} clients of {Users.Length} users", [.. clients.Select<StatementClient, Func<string, Task<long>>>(client => client.RunAsync)], sql);
                await MeasureAsync($"{name} by {clients.Count} connections of the engine alone", [.. clients.Select(_ => raw.Client())], sql);
            }

            async Task MeasureAsync(string name, IReadOnlyList<Func<string, Task<long>>> clients, Func<Random, string> sql)
            {
                await ThroughputAsync(clients, sql, TimeSpan.FromSeconds(Math.Max(2, sizes.Seconds / 2.0)));
                var processors = new Processors(mesh.Mesh.Processes);
                var took = await ThroughputAsync(clients, sql, TimeSpan.FromSeconds(sizes.Seconds));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{name}: {took.Count / (double)sizes.Seconds:F0}/s, p50 {took.Percentile(50):F1} ms, p95 {took.Percentile(95):F1} ms; {processors.Per(took.Count)}; load {FilledMesh.LoadAverage()}"));
            }
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static async Task<Durations> ThroughputAsync(IReadOnlyList<Func<string, Task<long>>> clients, Func<Random, string> next, TimeSpan span)
    {
        var took = new Durations();
        var since = Stopwatch.GetTimestamp();
        // A thread each: the engine alone answers where it is called.
        await Task.WhenAll(clients.Select((client, seed) => Task.Factory.StartNew(async () =>
        {
            var random = new Random(seed);
            while (Stopwatch.GetElapsedTime(since) < span)
            {
                var began = Stopwatch.GetTimestamp();
                await client(next(random));
                took.Add(Stopwatch.GetElapsedTime(began));
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        return took;
    }
}
