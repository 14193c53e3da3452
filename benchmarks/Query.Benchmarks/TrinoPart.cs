using System.Diagnostics;
using System.Globalization;
using MeshStarter.Mesh.Benchmarks;
using MeshStarter.TestKit;

namespace MeshStarter.Query.Benchmarks;

/// <summary>Governed queries against Trino over the same tables, by turns, with the same client. Trino reads them as the domain that owns them, without masks.</summary>
internal static class TrinoPart
{
    public static async Task RunAsync(FilledMesh mesh, Sizes sizes)
    {
        using var server = new TrinoServer();
        await server.InitializeAsync();
        try
        {
            if (server.Missing is { } missing)
            {
                Console.WriteLine(missing);
                return;
            }

            await CreateCatalogAsync(server, mesh);
            using var client = new StatementClient(await mesh.Mesh.PersonAsync("query", "analyst"));
            using var trino = new StatementClient(new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address, DefaultRequestHeaders = { { "X-Trino-User", "benchmark" } } });
            foreach (var (name, sql) in SmallPart.Statements(sizes).Select(small => (small.Name, small.Next(new Random(1)))).Concat(RatioPart.Statements(sizes)))
            {
                await MeasureAsync(name, sql, client, trino, sizes);
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task MeasureAsync(string name, string sql, StatementClient client, StatementClient trino, Sizes sizes)
    {
        var inTrino = sql.Replace("load.sales", "load.load.sales_v1", StringComparison.Ordinal).Replace("load.customers", "load.load.customers_v1", StringComparison.Ordinal);
        var (governed, other) = (new Durations(), new Durations());
        for (var run = -2; run < sizes.Runs; run++)
        {
            var began = Stopwatch.GetTimestamp();
            await client.RunAsync(sql);
            var (took, between) = (Stopwatch.GetElapsedTime(began), Stopwatch.GetTimestamp());
            await trino.RunAsync(inTrino);
            if (run >= 0)
            {
                governed.Add(took);
                other.Add(Stopwatch.GetElapsedTime(between));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: governed p50 {governed.Percentile(50):F0} ms, Trino {other.Percentile(50):F0} ms: {governed.Percentile(50) / other.Percentile(50):F2}; load {FilledMesh.LoadAverage()}"));
    }

    private static async Task CreateCatalogAsync(TrinoServer server, FilledMesh mesh)
    {
        using var owner = await mesh.Mesh.ClientAsync("catalog", "load");
        await server.RunAsync(
            $"""
            CREATE CATALOG load USING iceberg WITH (
                "iceberg.catalog.type" = 'rest',
                "iceberg.rest-catalog.uri" = '{new Uri(mesh.Mesh.AddressOf("catalog"), "iceberg")}',
                "iceberg.rest-catalog.security" = 'OAUTH2',
                "iceberg.rest-catalog.oauth2.token" = '{owner.DefaultRequestHeaders.Authorization!.Parameter}',
                "fs.native-local.enabled" = 'true',
                "local.location" = '/')
            """);
    }
}
