using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Journal;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures the audit journal of one service: decisions that are on disk in a second, with one caller and with many at once, each of which waits until its
/// own is. Nothing ships them. Then the time of a small query with the journal on the disk, against one in memory and against governance's acknowledgement, by turns.
/// </summary>
internal static class AuditMeasure
{
    private const string Memory = "/dev/shm";

    public static async Task RunAsync(Sizes sizes)
    {
        foreach (var callers in (int[])[1, 64, 512])
        {
            await MeasureAsync(callers, TimeSpan.FromSeconds(2), print: false);
            await MeasureAsync(callers, TimeSpan.FromSeconds(sizes.Seconds), print: true);
        }

        if (Directory.Exists(Memory))
        {
            await MeasureQueryAsync(sizes);
        }
    }

    private static async Task MeasureQueryAsync(Sizes sizes)
    {
        var inMemory = Directory.CreateDirectory(Path.Combine(Memory, $"mesh-audit-{Guid.NewGuid():N}")).FullName;
        await using var mesh = await MeasuredMesh.StartAsync();
        try
        {
            await SmallProduct.PublishAsync(mesh);
            await mesh.StartQueryAsync();
            using var disk = await mesh.PersonAsync("query", "analyst");
            await mesh.StartQueryAsync(inMemory);
            using var memory = await mesh.PersonAsync("query", "analyst");
            await mesh.StartQueryAsync(durability: AuditDurability.Governance);
            using var replica = await mesh.PersonAsync("query", "analyst");
            var (onDisk, notFlushed, acknowledged) = (new Durations(), new Durations(), new Durations());
            for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(sizes.Seconds);)
            {
                await QueryAsync(disk, onDisk);
                await QueryAsync(memory, notFlushed);
                await QueryAsync(replica, acknowledged);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"a small query: p50 {onDisk.Percentile(50):F1} ms, p90 {onDisk.Percentile(90):F1} ms with the journal on the disk; p50 {notFlushed.Percentile(50):F1} ms, p90 {notFlushed.Percentile(90):F1} ms in memory; "
                + $"{100 * (onDisk.Percentile(50) / notFlushed.Percentile(50) - 1):F1} % of {onDisk.Count} queries each"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"the same acknowledged by governance: p50 {acknowledged.Percentile(50):F1} ms, p90 {acknowledged.Percentile(90):F1} ms; {acknowledged.Percentile(50) - onDisk.Percentile(50):F1} ms more than on the disk at p50"));
        }
        finally
        {
            await mesh.StopAllAsync("query");
            Directory.Delete(inMemory, recursive: true);
        }
    }

    private static async Task QueryAsync(HttpClient query, Durations took)
    {
        var began = Stopwatch.GetTimestamp();
        await SmallProduct.QueryAsync(query);
        took.Add(Stopwatch.GetElapsedTime(began));
    }

    private static async Task MeasureAsync(int callers, TimeSpan span, bool print)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"audit-{Guid.NewGuid():N}")).FullName;
        try
        {
            await using var journal = AuditJournal.Open(folder, "query", queueLimit: 10_000);
            var waits = new List<double>[callers];
            var (since, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
            {
                var own = waits[caller] = [];
                while (Stopwatch.GetElapsedTime(since) < span)
                {
                    var began = Stopwatch.GetTimestamp();
                    await journal.AppendAsync(JsonSerializer.SerializeToUtf8Bytes(AuditBounds.Apply(Record()), MeshJson.Options));
                    own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            })));
            var elapsed = Stopwatch.GetElapsedTime(since);
            if (!print)
            {
                return;
            }

            var all = waits.SelectMany(wait => wait).Order().ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{callers} callers: {all.Count / elapsed.TotalSeconds:F0} records/s on disk; a record p50 {all[all.Count / 2]:F2} ms, p99 {all[all.Count * 99 / 100]:F2} ms; "
                + $"{(Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / all.Count:F1} µs of processor time a record"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static AuditRecord Record() => new()
    {
        Id = Guid.CreateVersion7(),
        OccurredAt = TimeProvider.System.GetUtcNow(),
        Service = "query",
        Subject = "analyst",
        SubjectDomain = "analytics",
        Roles = ["analyst"],
        Purposes = ["analytics"],
        Action = AuditActions.Read,
        Product = new DataProductId("orders", "orders"),
        Permit = true,
        Reason = "Analysts read products for analytics; personal data is masked.",
        RuleIds = ["analysts-read", "mask-personal-data"],
        MaskedColumns = ["customer_email", "customer_name"],
        PolicyVersion = "1.0.0",
        CorrelationId = "20261121_120000_00001_abcde",
    };
}
