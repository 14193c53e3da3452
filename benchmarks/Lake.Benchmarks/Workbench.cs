using System.Diagnostics;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;
using MeshStarter.TestKit;

namespace MeshStarter.Lake.Benchmarks;

/// <summary>A bucket on the program's disk, with a catalog in this process; every file is flushed as in the mesh.</summary>
internal sealed class Workbench : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine(Environment.CurrentDirectory, $"lake-benchmark-{Guid.NewGuid():N}"));

    public Workbench()
        : this(null)
    {
    }

    /// <summary>Works on a bucket of a store, in place of one on the disk.</summary>
    public Workbench(Bucket? bucket)
    {
        Bucket = bucket ?? new Bucket(_folder.FullName);
        Catalog = new LocalTableCatalog(Bucket.Store, bucket?.Root ?? FileLocation.FromPath(Bucket.Root), Time);
        Reader = new TableReader(Bucket.Store, new ManifestCache(64 << 20), new FileShapes(100_000));
        Writer = new TableWriter(Bucket, Reader, Catalog, Time);
    }

    public StoppedTime Time { get; } = new();

    public Bucket Bucket { get; }

    public LocalTableCatalog Catalog { get; }

    public TableReader Reader { get; }

    public TableWriter Writer { get; }

    /// <summary>Creates a product with columns such as <c>id BIGINT</c>.</summary>
    public static DataProductDescriptor Product(string columns, string[] key, params QualityCheck[] checks) => new()
    {
        Name = DataProductId.Parse("bench.rows"),
        Owner = "bench@example.org",
        Schema = [.. columns.Split("; ").Select(column => column.Split(' ', 2)).Select(parts => new ColumnDefinition { Name = parts[0], Type = ColumnType.Parse(parts[1]) })],
        Key = key,
        Quality = new QualityTerms { Checks = checks },
    };

    /// <summary>Reads the rows of the table <c>source</c>.</summary>
    public static async IAsyncEnumerable<object?[]> RowsAsync(DuckDbConnection session)
    {
        using var result = session.Query("SELECT * FROM source");
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                yield return [.. Enumerable.Range(0, result.Columns.Count).Select(column => chunk[column].GetValue(row))];
            }
        }

        await Task.CompletedTask;
    }

    /// <summary>Measures the time of an operation, in milliseconds.</summary>
    public static async Task<double> MillisecondsAsync(Func<Task> work)
    {
        var since = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    /// <summary>Measures the wall-clock and processor time of an operation.</summary>
    public static async Task<Spent> SpentAsync(Func<Task> work)
    {
        var since = Environment.CpuUsage.TotalTime;
        var took = await MillisecondsAsync(work);
        return new Spent(took, (Environment.CpuUsage.TotalTime - since).TotalMilliseconds);
    }

    /// <summary>Returns the median of some values.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    public void Dispose()
    {
        Writer.Dispose();
        _folder.Delete(recursive: true);
    }
}
