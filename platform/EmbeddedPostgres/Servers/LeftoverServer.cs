using System.Diagnostics;
using System.Globalization;
using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Clusters;
using MeshStarter.EmbeddedPostgres.Homes;

namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>A server that still runs in the data folder although its owner has ended. Only called under the owner's lock.</summary>
internal sealed class LeftoverServer(ServerHome home, ServerAccount account)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private string PidFile => Path.Combine(home.Cluster, "postmaster.pid");

    /// <summary>Ends it, and the sessions that outlived it; gives the number of its first process, null when there was none.</summary>
    public async Task<int?> EndAsync(CancellationToken cancellationToken)
    {
        int? named = PidInFile();
        int? server = named is { } pid && IsOurs(pid) ? pid : null;
        var left = Processes(server);
        int? first = server ?? (left.Count > 0 ? left[0] : null);

        // Fast; then at once, with recovery at the next start; then by force.
        foreach (var (signal, patience) in ((Signal, TimeSpan)[])[(Signal.Interrupt, TimeSpan.FromSeconds(5)), (Signal.Quit, TimeSpan.FromSeconds(1)), (Signal.Kill, TimeSpan.FromSeconds(2))])
        {
            if (left.Count == 0)
            {
                break;
            }

            // The first process notifies the others; without it they notice it themselves.
            foreach (int process in server is not null && signal != Signal.Kill ? [server.Value] : left)
            {
                Signals.Send(process, signal);
            }

            left = await WaitAsync(server, patience, cancellationToken);
        }

        if (left.Count > 0)
        {
            throw new StartRefusedException(
                $"Mesh:Data: process {left[0]}, a server that an earlier run left in {home.Cluster}, does not end. Fix: end it (kill -9 {left[0]}) and start again.");
        }

        // Its number may belong to another program by now, which PostgreSQL would take for a running server.
        if (named is not null && File.Exists(PidFile))
        {
            await new AccountFiles(account).RemoveAsync([PidFile], cancellationToken);
        }

        return first;
    }

    private async Task<List<int>> WaitAsync(int? server, TimeSpan patience, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        var left = Processes(server);
        while (left.Count > 0 && Stopwatch.GetElapsedTime(start) < patience)
        {
            await Task.Delay(Poll, cancellationToken);
            left = Processes(server);
        }

        return left;
    }

    /// <summary>Everything that still works on this data.</summary>
    private List<int> Processes(int? server)
    {
        var found = server is { } pid && IsOurs(pid) ? new List<int> { pid } : [];
        if (OperatingSystem.IsLinux())
        {
            found.AddRange(ProcFileSystem.ProcessesIn(home.Cluster).Where(process => process != server));
        }

        return found;
    }

    private int? PidInFile()
    {
        try
        {
            return File.Exists(PidFile) && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 1
                ? pid
                : null;
        }
        catch (IOException)
        {
            return null; // it is removing the file right now
        }
    }

    /// <summary>True when the process really is the server of this data folder, and not another program that got its number.</summary>
    private bool IsOurs(int pid) =>
        OperatingSystem.IsLinux() ? ProcFileSystem.ProcessesIn(home.Cluster).Contains(pid) : IsPostgresSince(pid, StartInFile());

    /// <summary>Compares the program's name and start time, which the server wrote into its file, on systems without /proc.</summary>
    private static bool IsPostgresSince(int pid, DateTimeOffset? start)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
                && start is not null
                && (process.StartTime.ToUniversalTime() - start.Value.UtcDateTime).Duration() < TimeSpan.FromSeconds(5);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private DateTimeOffset? StartInFile()
    {
        // Lines: process, data folder, start in seconds since 1970, port, …
        string? line = File.Exists(PidFile) ? File.ReadLines(PidFile).ElementAtOrDefault(2) : null;
        return long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }
}
