using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures a source with change capture: the snapshot of a million rows until the outbox has them, then updates at a constant rate from the source's commit to
/// the outbox's, and to a query that sees them.
/// </summary>
internal static class SourceMeasure
{
    private const int ChangesASecond = 5_000;
    private const int ChangesOfTransaction = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(Sizes sizes)
    {
        using var domain = new GeneratedDomain();
        domain.AddProduct("Readings", "readings", """
              - { name: id, type: BIGINT, required: true, description: Names the row }
              - { name: name, type: STRING, required: true, description: A name }
              - { name: amount, type: "DECIMAL(18,2)", required: true, description: An amount }
              - { name: marker, type: BIGINT, required: true, description: Ascends with every change }
              - { name: changed_at, type: TIMESTAMP, required: true, description: The time of the last change }
            """, "key: [id]");
        domain.Add("Products/Readings/source.yaml", "name: plant\nkind: postgres\ntable: public.readings\n");
        var program = await domain.BuildAsync();
        var server = new SourceServer();
        await server.InitializeAsync();
        try
        {
            server.Require();
            var source = await server.CreateDatabaseAsync();
            await using var plant = NpgsqlDataSource.Create(source);
            await ExecuteAsync(plant, """
                CREATE TABLE readings (id bigint PRIMARY KEY, name text NOT NULL, amount numeric(18,2) NOT NULL, marker bigint NOT NULL, changed_at timestamptz NOT NULL);
                CREATE PUBLICATION mesh_scratch_readings_v1 FOR TABLE readings;
                """);
            await ExecuteAsync(plant, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO readings SELECT number, 'name ' || number % 5000, number % 1000, 0, now() FROM generate_series(1, {sizes.Rows}) AS number"));
            await using var mesh = await MeasuredMesh.StartAsync();
            await mesh.StartQueryAsync();
            await MeasureSnapshotAsync(mesh, program, source, sizes.Rows);
            await MeasureChangesAsync(mesh, plant, sizes);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task MeasureSnapshotAsync(MeasuredMesh mesh, string program, string source, int rows)
    {
        var since = Stopwatch.GetTimestamp();
        await mesh.StartDomainAsync("Scratch", program, new(StringComparer.Ordinal) { ["ConnectionStrings:scratch-plant"] = source });
        await using var database = await mesh.OpenDatabaseAsync("scratch");
        await using var state = new NpgsqlCommand("SELECT state FROM mesh.sources", database);
        while (await state.ExecuteScalarAsync() as string != "current")
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new TimeoutException("The snapshot of the source was not taken over.");
            }

            await Task.Delay(100);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"source: {rows} rows of a table in the outbox {Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s after the start of the service"));
        using var query = await mesh.PersonAsync("query", "analyst");
        while (await NumberQuery.ReadAsync(query, "SELECT count(*) FROM scratch.readings") is not { } count || count < rows)
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new TimeoutException("The rows of the source were not published.");
            }

            await Task.Delay(500);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"source: the same rows in SQL after {Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s"));
    }

    private static async Task MeasureChangesAsync(MeasuredMesh mesh, NpgsqlDataSource plant, Sizes sizes)
    {
        var (stored, visible) = (new Pending<NpgsqlLogSequenceNumber>(), new Pending<long>());
        var processors = new Processors(mesh.Processes);
        var changing = Task.Run(() => ChangeAsync(plant, sizes, stored, visible));
        var toOutbox = Task.Run(async () =>
        {
            await using var database = await mesh.OpenDatabaseAsync("scratch");
            await using var position = new NpgsqlCommand("SELECT position FROM mesh.sources", database);
            return await stored.ObserveAsync(async () => NpgsqlLogSequenceNumber.Parse((string)(await position.ExecuteScalarAsync())!), TimeSpan.FromMilliseconds(20), changing, Patience);
        });
        using var query = await mesh.PersonAsync("query", "analyst");
        var toQuery = await visible.ObserveAsync(async () => await NumberQuery.ReadAsync(query, "SELECT max(marker) FROM scratch.readings") ?? -1, TimeSpan.FromMilliseconds(200), changing, Patience);
        var (outbox, changes) = (await toOutbox, await changing);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"source: {changes / (double)sizes.Seconds:F0} changes/s for {sizes.Seconds} s; commit to outbox p50 {outbox.Percentile(50):F0} ms, p99 {outbox.Percentile(99):F0} ms, max {outbox.Max:F0} ms; "
            + $"to SQL p50 {toQuery.Percentile(50):F0} ms, p99 {toQuery.Percentile(99):F0} ms; {processors.Per(changes)}"));
    }

    private static async Task<long> ChangeAsync(NpgsqlDataSource plant, Sizes sizes, Pending<NpgsqlLogSequenceNumber> stored, Pending<long> visible)
    {
        await using var connection = await plant.OpenConnectionAsync();
        await using var change = new NpgsqlCommand("UPDATE readings SET amount = amount + 1, marker = $1, changed_at = clock_timestamp() WHERE id = ANY($2)", connection)
        { Parameters = { new() { NpgsqlDbType = NpgsqlDbType.Bigint }, new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint } } };
        await using var end = new NpgsqlCommand("SELECT pg_current_wal_insert_lsn()", connection);
        var (since, changes) = (Stopwatch.GetTimestamp(), 0L);
        while (Stopwatch.GetElapsedTime(since).TotalSeconds < sizes.Seconds)
        {
            var due = TimeSpan.FromSeconds((double)changes / ChangesASecond) - Stopwatch.GetElapsedTime(since);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }

            var ids = new HashSet<long>();
            while (ids.Count < ChangesOfTransaction)
            {
                ids.Add(Random.Shared.NextInt64(sizes.Rows) + 1);
            }

            changes += ids.Count;
            (change.Parameters[0].Value, change.Parameters[1].Value) = (changes, ids.ToArray());
            await change.ExecuteNonQueryAsync();
            // The answer of the commit is here; the end of the log is not before it.
            var at = Stopwatch.GetTimestamp();
            visible.Add(changes, at);
            stored.Add((NpgsqlLogSequenceNumber)(await end.ExecuteScalarAsync())!, at);
        }

        // What is confirmed last is the end of a later transaction.
        await ExecuteAsync(plant, "UPDATE readings SET changed_at = clock_timestamp() WHERE id = 1");
        return changes;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }
}
