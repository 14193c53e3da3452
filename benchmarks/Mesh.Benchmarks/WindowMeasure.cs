using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using Npgsql;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures a window with a million rows, which a pipeline computes of as many of another product that it sees in clear, against the same SELECT of the engine
/// alone over the same files, its flushed file, and a commit. Each run is of another day, so that each commits.
/// </summary>
internal static class WindowMeasure
{
    private const int Runs = 15;

    private const string Select =
        """
        SELECT event_id, order_id, event_type, occurred_at, CAST(occurred_at AS DATE) AS order_date, list_sum(list_transform(items, item -> item.quantity)) AS pieces
        FROM scratch.order_events
        """;

    private static readonly DateOnly First = new(2021, 3, 1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(Sizes sizes)
    {
        using var domain = new GeneratedDomain();
        var input = domain.AddProduct("OrderEvents", "order_events", """
              - { name: event_id, type: UUID, required: true, description: Names the event }
              - { name: order_id, type: UUID, required: true, description: The order }
              - { name: event_type, type: STRING, required: true, description: The step }
              - { name: occurred_at, type: TIMESTAMP, required: true, description: The time of the step }
              - { name: items, type: "ARRAY<STRUCT<product_id:UUID, quantity:INTEGER>>", required: true, description: The order's items }
            """);
        domain.AddProduct("OrderLines", "order_lines", """
              - { name: event_id, type: UUID, required: true, description: Names the event }
              - { name: order_id, type: UUID, required: true, description: The order }
              - { name: event_type, type: STRING, required: true, description: The step }
              - { name: occurred_at, type: TIMESTAMP, required: true, description: The time of the step }
              - { name: order_date, type: DATE, required: true, description: The day of the step }
              - { name: pieces, type: BIGINT, required: true, description: Pieces in the order }
            """, "inputs: [scratch.order_events]", "aggregate");
        domain.Add("Products/OrderLines/pipeline.sql", Select);
        domain.Add("Products/OrderLines/pipeline.yaml", """
            inputs:
              scratch.order_events: { by: occurred_at }
            window: { column: order_date, size: 1 day, zone: UTC, from: 2021-01-01 }
            run: { cron: "0 0 1 1 *" }   # the measure backfills
            """);
        var program = await domain.BuildAsync();
        await using var mesh = await MeasuredMesh.StartAsync();
        await mesh.StartDomainAsync("Scratch", program);
        await FillAsync(mesh, DescriptorReader.Read(input, "data-product.yaml").Descriptor!, sizes.Rows);
        var commit = await CommitAsync(mesh);
        var (own, raw) = (new Durations(), new Durations());
        using var operations = await mesh.PersonAsync("scratch", "platform-admin");
        for (var run = 0; run <= Runs; run++)
        {
            var day = First.AddDays(run);
            var took = (Own: await OwnAsync(mesh, operations, day, sizes.Rows), Raw: Raw(mesh, day));
            // The first run is the compiler's, and the disk's.
            if (run > 0)
            {
                own.Add(took.Own);
                raw.Add(took.Raw + commit);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"window: {sizes.Rows} rows in {own.Percentile(50):F0} ms, the SELECT to a flushed file and a commit ({commit.TotalMilliseconds:F0} ms) {raw.Percentile(50):F0} ms: {own.Percentile(50) / raw.Percentile(50):F2} × (medians of {Runs})"));
    }

    private static async Task FillAsync(MeasuredMesh mesh, DataProductDescriptor input, int rows)
    {
        using var tables = await mesh.TablesOfAsync("scratch");
        using var workspace = new RowWorkspace();
        for (var run = 0; run <= Runs; run++)
        {
            var events = $$"""
                SELECT uuid() AS event_id, uuid() AS order_id, 'placed' AS event_type, TIMESTAMPTZ '{{Date(First.AddDays(run))}} 00:00:00+00' + to_microseconds(range * {{86_000_000_000 / rows}}) AS occurred_at,
                    [{'product_id': uuid(), 'quantity': 2::INTEGER}] AS items FROM range({{rows}})
                """;
            await tables.Writer.PublishAsync(input, new RowBatch($"day {run}", workspace, input.Schema, events), CancellationToken.None);
        }
    }

    private static async Task<TimeSpan> OwnAsync(MeasuredMesh mesh, HttpClient operations, DateOnly day, int rows)
    {
        using (var requested = await operations.PostAsJsonAsync(new Uri("products/order_lines/pipeline/backfill", UriKind.Relative), new BackfillRequest(day, day), MeshJson.Options))
        {
            requested.EnsureSuccessStatusCode();
        }

        await using var database = await mesh.OpenDatabaseAsync("scratch");
        await using var find = new NpgsqlCommand("SELECT state, coalesce(error, ''), extract(epoch FROM ended_at - started_at)::float8, coalesce(rows, 0), is_unchanged FROM mesh.pipeline_runs ORDER BY id DESC LIMIT 1", database);
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < Patience; await Task.Delay(50))
        {
            await using var found = await find.ExecuteReaderAsync();
            if (await found.ReadAsync() && !await found.IsDBNullAsync(2))
            {
                return found.GetString(0) == "succeeded" && found.GetInt64(3) == rows && !found.GetBoolean(4)
                    ? TimeSpan.FromSeconds(found.GetDouble(2))
                    : throw new InvalidOperationException($"The run is {found.GetString(0)} with {found.GetInt64(3)} rows: {found.GetString(1)}");
            }
        }

        throw new TimeoutException("The window was not computed.");
    }

    private static TimeSpan Raw(MeasuredMesh mesh, DateOnly day)
    {
        var path = Path.Combine(mesh.Buckets, "raw.parquet");
        using var engine = DuckDbDatabase.Open();
        using var session = engine.Connect();
        session.Execute("SET TimeZone = 'UTC'");
        session.Execute($"CREATE SCHEMA scratch; CREATE VIEW scratch.order_events AS SELECT * FROM read_parquet('{mesh.Buckets}/scratch/order_events_v1/data/**/*.parquet') WHERE occurred_at >= '{Date(day)}' AND occurred_at < '{Date(day.AddDays(1))}'");
        var since = Stopwatch.GetTimestamp();
        session.Execute($"COPY ({Select}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)");
        using (var file = File.OpenHandle(path, access: FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        return Stopwatch.GetElapsedTime(since);
    }

    private static async Task<TimeSpan> CommitAsync(MeasuredMesh mesh)
    {
        using var catalog = await mesh.ClientAsync("catalog", "load");
        using var tables = await mesh.TablesOfAsync("load");
        var product = await SmallProduct.RegisterAsync(catalog, "small");
        var commits = new Durations();
        for (var id = 1; id <= 20; id++)
        {
            var since = Stopwatch.GetTimestamp();
            await tables.Writer.PublishAsync(product, [new RowChange(id, $$"""{"id":{{id}},"status":"paid","total":"1.50"}""")], CancellationToken.None);
            commits.Add(Stopwatch.GetElapsedTime(since));
        }

        return TimeSpan.FromMilliseconds(commits.Percentile(50));
    }

    private static string Date(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
