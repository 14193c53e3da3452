using System.Diagnostics;
using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Compares commits and plans of a table after twenty thousand commits with those of a table with as many rows and one commit, with
/// the catalog's process and maintenance alongside, and measures the size of its metadata.
/// </summary>
internal static class GrownMeasure
{
    private const int Keys = 5_000;
    private const int RowsOfCommit = 5;
    private const int Sample = 100;

    public static async Task RunAsync(Sizes sizes)
    {
        await using var mesh = await MeasuredMesh.StartAsync();
        using var tables = await mesh.TablesOfAsync("load");
        using var catalog = await mesh.ClientAsync("catalog", "load");

        // After this every process has compiled its code.
        await SampleAsync(tables, await SmallProduct.RegisterAsync(catalog, "warming_up", hasKey: true), new Rows());
        foreach (var hasKey in (bool[])[false, true])
        {
            var product = await SmallProduct.RegisterAsync(catalog, hasKey ? "states" : "facts", hasKey);
            var rows = new Rows();
            await tables.Writer.PublishAsync(product, rows.Next(Keys), CancellationToken.None);
            var fresh = await SampleAsync(tables, product, rows);
            using (var grown = new CancellationTokenSource())
            {
                var maintenance = MaintainAsync(tables, product, grown.Token);
                for (var commit = 0; commit < 2 * sizes.Commits; commit++)
                {
                    await tables.Writer.PublishAsync(product, rows.Next(RowsOfCommit), CancellationToken.None);
                }

                await grown.CancelAsync();
                await maintenance.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var old = await SampleAsync(tables, product, rows);
            var table = await TableAsync(tables, product);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(hasKey ? "current state" : "facts")}: commit p50 {fresh.Commits.Percentile(50):F1} → {old.Commits.Percentile(50):F1} ms, plan {fresh.Plans.Percentile(50):F2} → {old.Plans.Percentile(50):F2} ms after {2 * sizes.Commits} commits; "
                + $"metadata.json {table.ToUtf8().Length / 1024} KiB, {table.Snapshots.Count} snapshots"));
        }
    }

    private static async Task<(Durations Commits, Durations Plans)> SampleAsync(DomainTables tables, DataProductDescriptor product, Rows rows)
    {
        var (commits, plans) = (new Durations(), new Durations());
        for (var commit = 0; commit < Sample; commit++)
        {
            var began = Stopwatch.GetTimestamp();
            await tables.Writer.PublishAsync(product, rows.Next(RowsOfCommit), CancellationToken.None);
            commits.Add(Stopwatch.GetElapsedTime(began));
            var table = await TableAsync(tables, product);
            began = Stopwatch.GetTimestamp();
            await tables.Reader.RowsAsync(table, SnapshotChoice.Current, product.Schema, CancellationToken.None);
            plans.Add(Stopwatch.GetElapsedTime(began));
            if (commit % 10 == 0)
            {
                await tables.Writer.MaintainAsync(product, CancellationToken.None);
            }
        }

        return (commits, plans);
    }

    private static async Task MaintainAsync(DomainTables tables, DataProductDescriptor product, CancellationToken cancellationToken)
    {
        while (true)
        {
            await tables.Writer.MaintainAsync(product, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private static async Task<TableMetadata> TableAsync(DomainTables tables, DataProductDescriptor product) =>
        (await tables.Catalog.LoadAsync(ProductTable.Of(product.Name, product.Version.Major), CancellationToken.None))!.Metadata;

    private sealed class Rows
    {
        private long _position;

        // Every key comes once before any comes again, in random order.
        public IReadOnlyList<RowChange> Next(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => new RowChange(++_position, $$"""{"id":{{_position * 7919 % Keys}},"status":"paid","total":"1.50"}"""))];
    }
}
