using System.Diagnostics;
using System.Reflection;
using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Binaries;
using MeshStarter.EmbeddedPostgres.Homes;

namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>This process → watchdog.sh → postgres. The pipe to the watchdog is both the leash and the way to send signals.</summary>
internal sealed class UnixServerProcess : IServerProcess
{
    // Together below five seconds.
    private static readonly TimeSpan FastPatience = TimeSpan.FromSeconds(3.7);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(0.4);

    private readonly Process _watchdog;
    private readonly Task _log;

    private UnixServerProcess(Process watchdog, ServerLog log)
    {
        _watchdog = watchdog;
        _log = log.ReadAsync(watchdog.StandardError);
        Exited = ExitedAsync();
    }

    public Task<int> Exited { get; }

    public static UnixServerProcess Start(PostgresBinaries binaries, ServerHome home, ServerAccount account, ServerLog log)
    {
        string[] session = OwnSession();
        string[] command = [.. session, "/bin/sh", "-c", Script(), "watchdog", binaries.Postgres, "-D", home.Cluster];
        return new(Process.Start(Command.Describe(account, command[0], command.Skip(1)))!, log);
    }

    public async Task<bool> StopAsync()
    {
        // The pipe stays open until the watchdog has ended: it reports the server's end, and leaves no timer behind.
        if (await EndedAfterAsync("INT", FastPatience))
        {
            return true;
        }

        if (!await EndedAfterAsync("QUIT", LastPatience))
        {
            await EndedAfterAsync("KILL", LastPatience);
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            await StopAsync();
        }

        _watchdog.Dispose();
    }

    private async Task<bool> EndedAfterAsync(string signal, TimeSpan patience)
    {
        try
        {
            await _watchdog.StandardInput.WriteLineAsync(signal);
            await _watchdog.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended.
        }

        return await Task.WhenAny(Exited, Task.Delay(patience)) == Exited;
    }

    private async Task<int> ExitedAsync()
    {
        await _watchdog.WaitForExitAsync();
        await Task.WhenAny(_log, Task.Delay(LastPatience)); // sessions that outlive a killed server keep the pipe open
        return _watchdog.ExitCode;
    }

    /// <summary>The command that starts a program in a session of its own: setsid is on every Linux, macOS has Perl instead.</summary>
    private static string[] OwnSession() =>
        File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"]
        : File.Exists("/bin/setsid") ? ["/bin/setsid"]
        : File.Exists("/usr/bin/perl") ? ["/usr/bin/perl", "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV"]
        : ["setsid"];

    private static string Script()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("watchdog.sh")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n').Select(line => line.Trim('\r'));
        return string.Join('\n', lines.Where(line => !line.StartsWith('#'))); // a process list need not show the comments
    }
}
