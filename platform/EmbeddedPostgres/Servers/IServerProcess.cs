using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Binaries;
using MeshStarter.EmbeddedPostgres.Homes;

namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>The running server, bound to the life of this process: however this one ends, that one ends too.</summary>
internal interface IServerProcess : IAsyncDisposable
{
    /// <summary>Completes with the exit code when the server has ended.</summary>
    Task<int> Exited { get; }

    /// <summary>Fast shutdown; immediate before four seconds are over, by force right after. True when it was fast.</summary>
    Task<bool> StopAsync();

    /// <summary>
    /// unix: a small shell between the two notices the end of this process by a pipe.
    /// windows: a job object, which the system closes with this process.
    /// </summary>
    static IServerProcess Start(PostgresBinaries binaries, ServerHome home, ServerAccount account, ServerLog log) =>
        OperatingSystem.IsWindows() ? WindowsServerProcess.Start(binaries, home, account, log) : UnixServerProcess.Start(binaries, home, account, log);
}
