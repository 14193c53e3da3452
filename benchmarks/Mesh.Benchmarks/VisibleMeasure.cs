using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Json;
using MeshStarter.Lake.Tables;
using MeshStarter.LakeKit;
using MeshStarter.Sdk.Publishing;
using Npgsql;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures the time from an emit until a SQL query returns its row, at a thousand events a second, for a product with a million rows
/// and ten thousand commits. Keys are random, so the bounds of keys exclude no file.
/// </summary>
internal static class VisibleMeasure
{
    private const int EventsASecond = 1_000;
    private const int EventsOfTransaction = 10;

    // Pause between queries; it adds at most as much to each result. Without it the queries would take the processors from the publishes.
    private static readonly TimeSpan PausePolls = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[] Statuses = ["placed", "paid", "shipped", "delivered"];

    public static async Task RunAsync(Sizes sizes)
    {
        await using var mesh = await MeasuredMesh.StartAsync();
        await mesh.StopAsync(await mesh.StartDomainAsync("Load"));
        using var catalog = await mesh.ClientAsync("catalog", "load");
        var last = 0L;
        foreach (var product in (string[])["facts", "states"])
        {
            var since = Stopwatch.GetTimestamp();
            last = Math.Max(last, await GrowAsync(mesh, product, sizes));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{product}: grown to {sizes.Rows} rows by {sizes.Commits} commits in {Stopwatch.GetElapsedTime(since).TotalSeconds:F0} s"));
        }

        await mesh.StartQueryAsync();
        await mesh.StartDomainAsync("Load");
        await using (var database = await mesh.OpenDatabaseAsync("load"))
        await using (var command = new NpgsqlCommand("UPDATE mesh.outbox_head SET last_position = greatest(last_position, $1)", database) { Parameters = { new() { Value = last } } })
        {
            await command.ExecuteNonQueryAsync();
        }

        using var query = await mesh.PersonAsync("query", "analyst");
        foreach (var product in (string[])["facts", "states"])
        {
            var publisher = new DataProductPublisher("load", product, mesh.AddressOf("catalog"), catalog);
            await MeasureAsync(mesh, publisher, query, product, sizes.Rows, TimeSpan.FromSeconds(5), print: false);
            await MeasureAsync(mesh, publisher, query, product, sizes.Rows, TimeSpan.FromSeconds(sizes.Seconds), print: true);
        }
    }

    /// <summary>Grows a table at full speed; returns the last position in it.</summary>
    private static async Task<long> GrowAsync(MeasuredMesh mesh, string product, Sizes sizes)
    {
        using var tables = await mesh.TablesOfAsync("load");
        var file = Path.Combine(AppContext.BaseDirectory, "Products", product == "facts" ? "Facts" : "States", "data-product.yaml");
        var descriptor = DescriptorReader.Read(await File.ReadAllTextAsync(file), file).Descriptor!;
        var position = 0L;
        for (var commit = 1; commit <= sizes.Commits; commit++)
        {
            List<RowChange> rows = [];
            while (position < (long)sizes.Rows * commit / sizes.Commits)
            {
                rows.Add(new RowChange(++position, JsonSerializer.Serialize(Row(position, position), MeshJson.Options)));
            }

            if ((await tables.Writer.PublishAsync(descriptor, rows, CancellationToken.None)).IsQuarantined)
            {
                throw new InvalidOperationException($"{product}: a check kept rows out.");
            }

            await tables.Writer.MaintainAsync(descriptor, CancellationToken.None);
        }

        return position;
    }

    private static async Task MeasureAsync(MeasuredMesh mesh, DataProductPublisher publisher, HttpClient query, string product, int rows, TimeSpan span, bool print)
    {
        var (emitted, polls) = (new Pending<long>(), new Durations());
        var processors = new Processors(mesh.Processes);
        var seen = await NewestAsync(0);
        var first = seen;
        var emitting = Task.Run(() => EmitAsync(mesh, publisher, product, rows, first, span, emitted));
        var visible = await emitted.ObserveAsync(PollAsync, PausePolls, emitting, Patience);
        var count = await emitting;
        if (print)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{product}: emit to visible p50 {visible.Percentile(50):F0} ms, p99 {visible.Percentile(99):F0} ms, max {visible.Max:F0} ms at {count / span.TotalSeconds:F0} events/s over {span.TotalSeconds:F0} s; "
                + $"a poll p50 {polls.Percentile(50):F0} ms, p99 {polls.Percentile(99):F0} ms; {processors.Per(count)}"));
        }

        // Never older than an earlier result.
        async Task<long> NewestAsync(long earlier) => await NumberQuery.ReadAsync(query, $"SELECT max(marker) FROM load.{product} WHERE marker > {earlier}") ?? earlier;

        async Task<long> PollAsync()
        {
            var requested = Stopwatch.GetTimestamp();
            seen = await NewestAsync(seen);
            polls.Add(Stopwatch.GetElapsedTime(requested));
            return seen;
        }
    }

    // Ten rows a transaction, a hundred transactions a second, each measured from its start; a late one counts, too.
    private static async Task<long> EmitAsync(MeasuredMesh mesh, DataProductPublisher publisher, string product, int rows, long marker, TimeSpan span, Pending<long> emitted)
    {
        await using var database = await mesh.OpenDatabaseAsync("load");
        var (since, count) = (Stopwatch.GetTimestamp(), 0L);
        while (Stopwatch.GetElapsedTime(since) < span)
        {
            var due = TimeSpan.FromSeconds((double)count / EventsASecond) - Stopwatch.GetElapsedTime(since);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }

            var at = Stopwatch.GetTimestamp();
            var batch = Enumerable.Range(0, EventsOfTransaction).Select(_ => Row(product == "facts" ? ++marker + rows : Random.Shared.NextInt64(rows) + 1, product == "facts" ? marker : ++marker)).ToList();
            await using var transaction = await database.BeginTransactionAsync();
            await publisher.EmitAllAsync(batch, transaction, CancellationToken.None);
            emitted.Add(marker, at);
            await transaction.CommitAsync();
            count += EventsOfTransaction;
        }

        return count;
    }

    private static object Row(long number, long marker) => new
    {
        id = new Guid(SHA256.HashData(BitConverter.GetBytes(number)).AsSpan(0, 16)),
        marker,
        status = Statuses[marker % 4],
        total = FormattableString.Invariant($"{marker % 1000}.50"),
        city = $"city {number % 5000}",
        happened_at = "2026-01-01T00:00:00Z",
    };
}
