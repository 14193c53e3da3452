using System.Diagnostics;
using System.Globalization;
using MeshStarter.Platform.Workers.Pool;
using MeshStarter.QueryProxy;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Measures the start of a SQL worker until its engine answers: in its sandbox, and the same program started as it is, by turns.</summary>
internal static class WorkersMeasure
{
    public static async Task RunAsync(Sizes sizes)
    {
        var folder = Directory.CreateTempSubdirectory("mesh-workers-");
        try
        {
            var limits = QueryRegistration.LimitsOf(new QueryOptions { Threads = 2 });
            using var launcher = new WorkerLauncher(limits, typeof(QueryOptions).Assembly.Location, Path.Combine(folder.FullName, "query-workers"), TimeProvider.System);
            if (launcher.Missing is { } missing)
            {
                Console.WriteLine($"This system has no {missing}: there is no sandbox to measure.");
                return;
            }

            var (inSandbox, without) = (new Durations(), new Durations());
            ProcessStartInfo? plain = null;
            for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(sizes.Seconds);)
            {
                using (var worker = await TakeAsync(launcher.StartAsync, inSandbox))
                {
                    plain ??= Without(worker.Id);
                }

                using var other = await TakeAsync(cancellation => WorkerProcess.StartAsync(plain, files: null, limits.MemoryMiB, TimeProvider.System, cancellation), without);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"start of a SQL worker: p50 {inSandbox.Percentile(50):F1} ms, p90 {inSandbox.Percentile(90):F1} ms in its sandbox; p50 {without.Percentile(50):F1} ms, p90 {without.Percentile(90):F1} ms without; {inSandbox.Count} starts each"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<WorkerProcess> TakeAsync(Func<CancellationToken, Task<WorkerProcess>> start, Durations durations)
    {
        var began = Stopwatch.GetTimestamp();
        var worker = await start(CancellationToken.None);
        durations.Add(Stopwatch.GetElapsedTime(began));
        return worker;
    }

    // The program that the launcher became, with its arguments and its environment.
    private static ProcessStartInfo Without(int worker)
    {
        var arguments = Texts(worker, "cmdline");
        var start = new ProcessStartInfo(arguments[0], arguments[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        foreach (var variable in Texts(worker, "environ"))
        {
            var parts = variable.Split('=', 2);
            start.Environment[parts[0]] = parts[1];
        }

        return start;
    }

    private static string[] Texts(int process, string file) => File.ReadAllText($"/proc/{process}/{file}").Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
