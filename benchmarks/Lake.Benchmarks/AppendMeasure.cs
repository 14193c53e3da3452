using System.Globalization;
using MeshStarter.Contracts.Checks;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;

namespace MeshStarter.Lake.Benchmarks;

/// <summary>
/// Measures a million rows of ten columns: the engine's plain COPY, the whole publish of a batch with its checks, files and commit,
/// and that of JSON rows as in the outbox.
/// </summary>
internal static class AppendMeasure
{
    private const int Rows = 1_000_000;
    private const int Batch = 50_000;
    private const int Runs = 7;

    private const string Columns = "id BIGINT; customer UUID; status STRING; city STRING; quantity INTEGER; price DECIMAL(18,2); weight DOUBLE; placed TIMESTAMP; day DATE; paid BOOLEAN";

    private const string Select =
        """
        SELECT range AS id, md5(range::VARCHAR)::UUID AS customer, ['placed', 'paid', 'shipped', 'delivered'][range % 4 + 1] AS status, 'city ' || range % 5000 AS city,
            (range % 9)::INTEGER AS quantity, (range % 100000 / 100)::DECIMAL(18,2) AS price, (range * 0.37)::DOUBLE AS weight,
            TIMESTAMPTZ '2026-01-01 00:00:00+00' + range * INTERVAL 1 SECOND AS placed, DATE '2026-01-01' + (range // 86400)::INTEGER AS day, range % 3 = 0 AS paid
        FROM range(1000000)
        """;

    public static async Task RunAsync()
    {
        using var engine = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["threads"] = "1" });
        using var session = engine.Connect();
        session.Execute("SET TimeZone = 'UTC'");
        session.Execute($"CREATE TABLE source AS {Select}");
        using var workspace = new RowWorkspace();
        var product = Workbench.Product(
            Columns, [], new NotNullCheck(["id", "status"]), new UniqueCheck(["id"]), new AcceptedValuesCheck("status", ["placed", "paid", "shipped", "delivered"]));
        await workspace.AppendAsync("source", product.Schema, Workbench.RowsAsync(session), static (appender, row) => Array.ForEach(row, value => appender.Append(value)), CancellationToken.None);

        List<Spent> raw = [], first = [], later = [];
        using var bench = new Workbench();
        for (var run = 0; run < Runs; run++)
        {
            var path = Path.Combine(bench.Bucket.Root, $"raw-{run}.parquet");
            raw.Add(await Workbench.SpentAsync(() =>
            {
                session.Execute($"COPY source TO '{path}' (FORMAT parquet, COMPRESSION zstd)");
                using var file = File.OpenHandle(path, access: FileAccess.ReadWrite);
                RandomAccess.FlushToDisk(file);
                return Task.CompletedTask;
            }));
            using var fresh = new Workbench();
            first.Add(await Workbench.SpentAsync(() => fresh.Writer.PublishAsync(product, new RowBatch("first", workspace, product.Schema, "SELECT * FROM source"), CancellationToken.None)));
            var shifted = $"SELECT id + {(run + 1) * (long)Rows} AS id, * EXCLUDE (id) FROM source";
            later.Add(await Workbench.SpentAsync(() => bench.Writer.PublishAsync(product, new RowBatch($"run {run}", workspace, product.Schema, shifted), CancellationToken.None)));
        }

        using var rows = new Workbench();
        var json = JsonRows(session);
        var reported = await Workbench.MillisecondsAsync(async () =>
        {
            foreach (var part in json.Chunk(Batch))
            {
                await rows.Writer.PublishAsync(product, part, CancellationToken.None);
            }
        });
        var copy = Spent.Median(raw);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"COPY {copy.Reported}; batch with 3 checks to a new table {Spent.Median(first).Of(copy)}, to one of millions of rows {Spent.Median(later).Of(copy)}; {Rows / Batch} batches of JSON rows {reported:F0} ms ({Rows / reported * 1000:F0} rows/s)"));
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
