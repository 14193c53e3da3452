using System.Diagnostics;
using Npgsql;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Measures the limits of the machine, in the same run as the mesh.</summary>
internal static class RawLimits
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    /// <summary>Measures files of 4 KiB that a number of threads writes and flushes a second.</summary>
    public static async Task<double> FlushesASecondAsync(string folder, int threads)
    {
        Directory.CreateDirectory(folder);
        var content = new byte[4096];
        // Files stay until the end: the disk is slow to reuse names and space that have just become free.
        return await RateAsync(threads, () =>
        {
            var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, content, 0);
                RandomAccess.FlushToDisk(file);
            }
            return Task.CompletedTask;
        });
    }

    /// <summary>Measures transactions of one small update that PostgreSQL commits a second, over a number of connections.</summary>
    public static async Task<double> CommitsASecondAsync(string database, int connections)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using (var made = source.CreateCommand("CREATE TABLE IF NOT EXISTS raw_limit(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, swapped text)"))
        {
            await made.ExecuteNonQueryAsync();
        }

        return await RateAsync(connections, async () =>
        {
            await using var command = source.CreateCommand("INSERT INTO raw_limit (swapped) VALUES ('file:///somewhere/metadata/00001.metadata.json')");
            await command.ExecuteNonQueryAsync();
        });
    }

    private static async Task<double> RateAsync(int workers, Func<Task> work)
    {
        var done = 0L;
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(since) < Span)
            {
                await work();
                Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}
