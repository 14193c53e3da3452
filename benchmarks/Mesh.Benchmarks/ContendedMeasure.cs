using System.Diagnostics;
using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures eight writers that append to one table at the same time, with the catalog's process and its PostgreSQL, each with an engine, manifests and
/// connections of its own. A publish ends when its rows are in the table, with every retry of a commit that came too late.
/// </summary>
internal static class ContendedMeasure
{
    private const int Writers = 8;
    private const int RowsOfCommit = 5;

    public static async Task RunAsync(Sizes sizes)
    {
        await using var mesh = await MeasuredMesh.StartAsync();
        using var catalog = await mesh.ClientAsync("catalog", "load");
        var product = await SmallProduct.RegisterAsync(catalog, "contended");
        List<DomainTables> writers = [];
        try
        {
            for (var number = 0; number < Writers; number++)
            {
                writers.Add(await mesh.TablesOfAsync("load"));
            }

            // After this every process has compiled its code.
            await PublishAsync(writers, product, TimeSpan.FromSeconds(5));

            var flushes = await RawLimits.FlushesASecondAsync(Path.Combine(mesh.Buckets, "raw"), Writers);
            var since = Stopwatch.GetTimestamp();
            var took = await PublishAsync(writers, product, TimeSpan.FromSeconds(sizes.Seconds));
            var over = Stopwatch.GetElapsedTime(since).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Writers} writers of one table: {took.Count / over:F1} commits/s together, p50 {took.Percentile(50):F0} ms, p99 {took.Percentile(99):F0} ms, max {took.Max:F0} ms over {over:F0} s"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the machine: {flushes:F0} flushed files/s"));
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }
    }

    private static async Task<Durations> PublishAsync(IReadOnlyList<DomainTables> writers, DataProductDescriptor product, TimeSpan span)
    {
        var took = new Durations();
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(writers.Select(tables => Task.Run(async () =>
        {
            using var workspace = new RowWorkspace();
            while (Stopwatch.GetElapsedTime(since) < span)
            {
                var batch = new RowBatch($"{Guid.NewGuid()}", workspace, product.Schema, $"SELECT range AS id, 'paid' AS status, CAST(1.5 AS DECIMAL(18,2)) AS total FROM range({RowsOfCommit})");
                var began = Stopwatch.GetTimestamp();
                var outcome = await PublishAsync(tables.Writer, product, batch);
                took.Add(Stopwatch.GetElapsedTime(began));
                if (outcome.IsQuarantined)
                {
                    throw new InvalidOperationException($"{product.Name}: a check kept rows out.");
                }
            }
        })));
        return took;
    }

    private static async Task<PublishOutcome> PublishAsync(TableWriter writer, DataProductDescriptor product, RowBatch batch)
    {
        while (true)
        {
            try
            {
                return await writer.PublishAsync(product, batch, CancellationToken.None);
            }
            catch (IcebergConflictException)
            {
                // Other writers were first in every try.
            }
        }
    }
}
