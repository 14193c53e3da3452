using System.Globalization;
using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake.Benchmarks;

/// <summary>A table that was published to once a second for hours: whether its commits and plans stay as fast as those of a new one, and its metadata small.</summary>
internal static class GrownTableMeasure
{
    private const int Commits = 20_000;
    private const int Sample = 100;

    public static async Task RunAsync()
    {
        foreach (var key in (string[][])[[], ["id"]])
        {
            using var bench = new Workbench();
            var product = Workbench.Product("id BIGINT; status STRING; total DECIMAL(18,2)", key, new QualityCheck.NotNull(["id"]));
            var position = 0L;
            List<double> first = [], last = [], early = [], late = [];
            for (var commit = 0; commit < Commits; commit++)
            {
                bench.Time.Step(TimeSpan.FromSeconds(1));
                var rows = Enumerable.Range(0, 5).Select(row => new RowChange(++position, $$"""{"id":{{(position * 7919) % 5000}},"status":"paid","total":"1.50"}""")).ToList();
                var took = await Workbench.MillisecondsAsync(() => bench.Writer.PublishAsync(product, rows, CancellationToken.None));
                await bench.Writer.MaintainAsync(product, CancellationToken.None);
                if (commit is >= 20 and < 20 + Sample)
                {
                    first.Add(took);
                    early.Add(await PlanAsync(bench, product));
                }
                else if (commit >= Commits - Sample)
                {
                    last.Add(took);
                    late.Add(await PlanAsync(bench, product));
                }
            }

            var table = await bench.TableAsync(product);
            var plan = await new ScanPlanner(bench.Bucket.Store, new ManifestCache(1 << 20)).PlanAsync(table.Metadata, SnapshotChoice.Current, Predicate.True, CancellationToken.None);
            var onDisk = new DirectoryInfo(bench.Bucket.Root).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(key.Length == 0 ? "facts" : "current state")}: commit {Workbench.Median(first):F1} → {Workbench.Median(last):F1} ms, plan {Workbench.Median(early):F2} → {Workbench.Median(late):F2} ms after {Commits} publishes; "
                + $"metadata.json {table.Metadata.ToUtf8().Length / 1024} KiB, {table.Metadata.Snapshots.Count} snapshots, {plan.Files.Count} files of rows, {plan.Files.SelectMany(file => file.Deletes).DistinctBy(file => file.File.Location).Count()} of deletes, "
                + $"{onDisk.Count} files and {onDisk.Sum(file => file.Length) / 1024 / 1024} MiB on the disk"));
        }
    }

    private static Task<double> PlanAsync(Workbench bench, DataProductDescriptor product) => Workbench.MillisecondsAsync(async () =>
        await bench.Reader.RowsAsync((await bench.TableAsync(product)).Metadata, SnapshotChoice.Current, product.Schema, CancellationToken.None));
}
