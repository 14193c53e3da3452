using System.Diagnostics;
using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures concurrent publishes to sixteen small tables, with the catalog's process and its PostgreSQL: a data file, manifest, list
/// and metadata for each commit, all flushed, and the swap.
/// </summary>
internal static class CommitsMeasure
{
    private const int Tables = 16;
    private const int RowsOfCommit = 5;

    public static async Task RunAsync(Sizes sizes)
    {
        await using var mesh = await MeasuredMesh.StartAsync();
        using var tables = await mesh.TablesOfAsync("load");
        using var catalog = await mesh.ClientAsync("catalog", "load");
        List<DataProductDescriptor> products = [];
        for (var number = 1; number <= Tables; number++)
        {
            products.Add(await SmallProduct.RegisterAsync(catalog, $"small_{number}"));
        }

        // After this every table has its first snapshots, and every process has compiled its code.
        await PublishAsync(tables.Writer, products, TimeSpan.FromSeconds(5), 0);

        var flushes = await RawLimits.FlushesASecondAsync(Path.Combine(mesh.Buckets, "raw"), Tables);
        var transactions = await RawLimits.CommitsASecondAsync(mesh.DatabaseOf("load"), Tables);
        var processors = new Processors(mesh.Processes);
        var since = Stopwatch.GetTimestamp();
        var took = await PublishAsync(tables.Writer, products, TimeSpan.FromSeconds(sizes.Seconds), 1L << 32);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Tables} tables: {took.Count / seconds:F0} commits/s together, p50 {took.Percentile(50):F0} ms, p99 {took.Percentile(99):F0} ms, max {took.Max:F0} ms over {seconds:F0} s; "
            + $"the machine: {flushes:F0} flushed files/s, {transactions:F0} PostgreSQL commits/s; {processors.Per(took.Count)}"));
    }

    private static async Task<Durations> PublishAsync(TableWriter writer, IReadOnlyList<DataProductDescriptor> products, TimeSpan span, long first)
    {
        var took = new Durations();
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(products.Select(product => Task.Run(async () =>
        {
            for (var position = first; Stopwatch.GetElapsedTime(since) < span;)
            {
                var rows = Enumerable.Range(0, RowsOfCommit).Select(_ => new RowChange(++position, $$"""{"id":{{position}},"status":"paid","total":"1.50"}""")).ToList();
                var began = Stopwatch.GetTimestamp();
                var outcome = await writer.PublishAsync(product, rows, CancellationToken.None);
                took.Add(Stopwatch.GetElapsedTime(began));
                if (outcome.IsQuarantined)
                {
                    throw new InvalidOperationException($"{product.Name}: a check kept rows out.");
                }
            }
        })));
        return took;
    }
}
