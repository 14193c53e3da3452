using System.Globalization;
using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Parquet;

namespace MeshStarter.Lake.Benchmarks;

/// <summary>A million rows of ten columns: the engine's plain COPY, our data files with their commit, and the whole publish of a batch with its checks.</summary>
internal static class AppendMeasure
{
    private const int Rows = 1_000_000;
    private const int Batch = 50_000;
    private const int Runs = 3;

    private const string Columns = "id BIGINT; customer UUID; status STRING; city STRING; quantity INTEGER; price DECIMAL(18,2); weight DOUBLE; placed TIMESTAMP; day DATE; paid BOOLEAN";

    private const string Select =
        """
        SELECT range AS id, md5(range::VARCHAR)::UUID AS customer, ['placed', 'paid', 'shipped', 'delivered'][range % 4 + 1] AS status, 'city ' || range % 5000 AS city,
            (range % 9)::INTEGER AS quantity, (range % 100000 / 100)::DECIMAL(18,2) AS price, range * 0.37 AS weight,
            TIMESTAMPTZ '2026-01-01 00:00:00+00' + range * INTERVAL 1 SECOND AS placed, DATE '2026-01-01' + (range // 86400)::INTEGER AS day, range % 3 = 0 AS paid
        FROM range(1000000)
        """;

    public static async Task RunAsync()
    {
        using var bench = new Workbench();
        using var engine = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "1" });
        using var session = engine.Connect();
        session.Execute("SET TimeZone = 'UTC'");
        session.Execute($"CREATE TABLE source AS {Select}");
        var product = Workbench.Product(
            Columns, [], new QualityCheck.NotNull(["id", "status"]), new QualityCheck.AcceptedValues("status", ["placed", "paid", "shipped", "delivered"]), new QualityCheck.Range("price", "0", null));
        var table = await ProductTable.OpenAsync(bench.Catalog, product, CancellationToken.None);

        List<double> raw = [], files = [];
        for (var run = 0; run < Runs; run++)
        {
            var path = Path.Combine(bench.Bucket.Root, $"raw-{run}.parquet");
            raw.Add(await Workbench.MillisecondsAsync(() =>
            {
                session.Execute($"COPY source TO '{path}' (FORMAT parquet, COMPRESSION zstd)");
                using var file = File.OpenHandle(path, access: FileAccess.ReadWrite);
                RandomAccess.FlushToDisk(file);
                return Task.CompletedTask;
            }));
            files.Add(await Workbench.MillisecondsAsync(async () =>
            {
                var written = await new DataFileWriter(bench.Bucket.Store).WriteAsync(session, "SELECT * FROM source", table.Metadata, CancellationToken.None);
                var committer = new TableCommitter(bench.Catalog, bench.Bucket.Store, new ScanPlanner(bench.Bucket.Store, new ManifestCache(1 << 20)), bench.Time);
                table = (await committer.CommitAsync(table, new SnapshotChange { Operation = SnapshotOperations.Append, AddedData = written }, CancellationToken.None)).Table;
            }));
        }

        var batch = JsonRows(session);
        using var fresh = new Workbench();
        var whole = await Workbench.MillisecondsAsync(async () =>
        {
            foreach (var part in batch.Chunk(Batch))
            {
                await fresh.Writer.PublishAsync(product, part, CancellationToken.None);
            }
        });
        var (copy, own) = (Workbench.Median(raw), Workbench.Median(files));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"COPY {copy:F0} ms; data files and commit {own:F0} ms ({copy / own:F2} of COPY); publish of {Rows / Batch} batches of JSON rows with 3 checks {whole:F0} ms ({Rows / whole * 1000:F0} rows/s)"));
    }

    private static List<RowChange> JsonRows(DuckDbConnection session)
    {
        List<RowChange> rows = new(Rows);
        using var result = session.Query(
            "SELECT json_object('id', id, 'customer', customer, 'status', status, 'city', city, 'quantity', quantity, 'price', price::VARCHAR, 'weight', weight, 'placed', strftime(placed, '%Y-%m-%dT%H:%M:%SZ'), 'day', day, 'paid', paid)::VARCHAR FROM source");
        while (result.NextChunk() is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                rows.Add(new RowChange(rows.Count + 1, chunk[0].GetString(row)));
            }
        }

        return rows;
    }
}
