using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Lake.Benchmarks;

/// <summary>
/// Measures the plan of a table of ten thousand data files with statistics: the whole table, a condition that few files meet, and all
/// work before the engine starts, which includes the look-up of every file.
/// </summary>
internal static class PlanMeasure
{
    private const int Files = 10_000;
    private const int Runs = 9;

    public static async Task RunAsync()
    {
        using var bench = new Workbench();
        var product = Workbench.Product("id BIGINT; a STRING; b STRING; c DOUBLE; d TIMESTAMP; e DATE; f INTEGER; g BOOLEAN; h UUID; i DECIMAL(18,2)", []);
        var table = await ProductTable.OpenAsync(bench.Catalog, product, CancellationToken.None);
        var committer = new TableCommitter(bench.Catalog, bench.Bucket.Store, new ScanPlanner(bench.Bucket.Store, new ManifestCache(64 << 20)), bench.Time);
        table = (await committer.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Append, AddedData = [.. Enumerable.Range(0, Files).Select(number => File(table.Metadata, number))] }, CancellationToken.None)).Table;

        async Task<double> PlanAsync(Predicate filter, ManifestCache cache) =>
            await Workbench.MillisecondsAsync(() => new ScanPlanner(bench.Bucket.Store, cache).PlanAsync(table.Metadata, SnapshotChoice.Current, filter, CancellationToken.None));
        List<double> cold = [], warm = [], few = [];
        var kept = new ManifestCache(64 << 20);
        for (var run = 0; run < Runs; run++)
        {
            cold.Add(await PlanAsync(Predicate.True, new ManifestCache(64 << 20)));
            warm.Add(await PlanAsync(Predicate.True, kept));
            few.Add(await PlanAsync(Predicate.Equal("id", 5_000_050L), kept));
        }

        await WriteAsync(bench, product, table.Metadata);
        List<double> rows = [];
        var footers = await RowsAsync();
        for (var run = 0; run < Runs; run++)
        {
            rows.Add(await RowsAsync());
        }

        Task<double> RowsAsync() => Workbench.MillisecondsAsync(() => bench.Reader.RowsAsync(table.Metadata, SnapshotChoice.Current, product.Schema, CancellationToken.None));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"plan of {Files} files: first {Workbench.Median(cold):F0} ms, again {Workbench.Median(warm):F1} ms, by id = constant {Workbench.Median(few):F1} ms; with the look-up of every file and the engine's SQL {Workbench.Median(rows):F0} ms (medians of {Runs}), the first time, when every file's footer is read, {footers:F0} ms"));
    }

    // Every file exists, as a copy of one that the engine wrote.
    private static async Task WriteAsync(Workbench bench, DataProductDescriptor product, TableMetadata table)
    {
        await bench.Writer.PublishAsync(product with { Name = DataProductId.Parse("bench.one") }, [new RowChange(1, """{"id":1}""")], CancellationToken.None);
        var one = new DirectoryInfo(bench.Bucket.Root).EnumerateFiles("*.parquet", SearchOption.AllDirectories).Single();
        for (var number = 0; number < Files; number++)
        {
            one.CopyTo(bench.Bucket.Store.PathForWriting(File(table, number).Location));
        }
    }

    private static DataFile File(TableMetadata table, int number)
    {
        var id = table.CurrentSchema.FindField("id")!;
        var bounds = (long value) => new Dictionary<int, byte[]> { [id.Id] = SingleValue.Encode(id.Type, value) };
        return new DataFile
        {
            Location = $"{table.Location}/data/{number:D8}.parquet",
            Format = DataFile.Parquet,
            Partition = new PartitionTuple(table.DefaultSpecId, []),
            RecordCount = 1_000,
            SizeInBytes = 1 << 20,
            Metrics = new ColumnMetrics { LowerBounds = ColumnBounds.Of(bounds(number * 1_000L)), UpperBounds = ColumnBounds.Of(bounds(number * 1_000L + 999)) },
        };
    }
}
