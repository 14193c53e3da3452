using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Binaries;
using MeshStarter.EmbeddedPostgres.Homes;

namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>Written after PostgreSQL's manual and not yet tried: pg_ctl starts it (and drops administrator rights) inside this process's job object.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsServerProcess : IServerProcess
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly PostgresBinaries _binaries;
    private readonly ServerHome _home;
    private readonly ServerAccount _account;

    private WindowsServerProcess(PostgresBinaries binaries, ServerHome home, ServerAccount account, Task<int> exited)
    {
        (_binaries, _home, _account) = (binaries, home, account);
        Exited = exited;
    }

    public Task<int> Exited { get; }

    public static WindowsServerProcess Start(PostgresBinaries binaries, ServerHome home, ServerAccount account, ServerLog log)
    {
        using var self = Process.GetCurrentProcess();
        if (!KillOnCloseJob.Take(self))
        {
            throw new Win32Exception();
        }

        return new(binaries, home, account, RunAsync(binaries, home, account, log));
    }

    public async Task<bool> StopAsync()
    {
        bool isFast = await StoppedAsync("fast", seconds: 4);
        if (!isFast)
        {
            await StoppedAsync("immediate", seconds: 1);
        }

        await Task.WhenAny(Exited, Task.Delay(TimeSpan.FromSeconds(1))); // the job object ends what is left
        return isFast;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            await StopAsync();
        }
    }

    private async Task<bool> StoppedAsync(string mode, int seconds)
    {
        string patience = seconds.ToString(CultureInfo.InvariantCulture);
        var stopped = await Command.RunAsync(_account, _binaries.PgCtl, ["stop", "-D", _home.Cluster, "-m", mode, "-t", patience], null, CancellationToken.None);
        return stopped.ExitCode == 0;
    }

    private static async Task<int> RunAsync(PostgresBinaries binaries, ServerHome home, ServerAccount account, ServerLog log)
    {
        string logFile = Path.Combine(home.Folder, "server.log");
        File.Delete(logFile);
        var started = await Command.RunAsync(account, binaries.PgCtl, ["start", "-D", home.Cluster, "-l", logFile, "-w"], null, CancellationToken.None);
        if (started.ExitCode == 0)
        {
            string? pid = File.ReadLines(Path.Combine(home.Cluster, "postmaster.pid")).FirstOrDefault();
            await EndOfAsync(int.Parse(pid ?? "", NumberStyles.None, CultureInfo.InvariantCulture));
        }

        using var said = new StreamReader(new FileStream(logFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        await log.ReadAsync(said);
        return started.ExitCode;
    }

    private static async Task EndOfAsync(int pid)
    {
        try
        {
            using var server = Process.GetProcessById(pid);
            while (!server.HasExited)
            {
                await Task.Delay(Poll);
            }
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }
}
