using System.Diagnostics;
using Npgsql;

namespace MeshStarter.TestKit;

/// <summary>
/// A private cluster in a temporary folder on a free loopback port, a copy of <see cref="PostgresCluster"/>; under root it runs as user postgres.
/// A shell alongside it ends it when this process is gone, however that ended.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    // Its stdin is a pipe from this process: at its end (also after kill -9) the server stops at once.
    private const string Watchdog = """
        exec 3<&0
        "$1/postgres" -D "$2" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c synchronous_commit=off \
          -c full_page_writes=off -c max_connections=200 -c shared_buffers=16MB -c track_commit_timestamp="$4" -c wal_level="$5" </dev/null >"$2/log" 2>&1 &
        server=$!
        ( cat <&3 >/dev/null; kill -INT $server 2>/dev/null ) &
        wait $server
        """;

    private readonly string _folder;
    private readonly int _port;
    private readonly string _binaries;
    private readonly string _walLevel;
    private Process _process;

    private PostgresServer(string folder, int port, string binaries, bool keepsCommitTimes, string walLevel) =>
        (_folder, _port, _binaries, _walLevel, _process) = (folder, port, binaries, walLevel, Begin(folder, port, binaries, keepsCommitTimes, walLevel));

    public string ConnectionString(string database) => PostgresCluster.ConnectionString(_port, database);

    public static async Task<PostgresServer> StartAsync(string binaries, bool keepsCommitTimes, string walLevel = "replica")
    {
        var folder = Directory.CreateTempSubdirectory("mesh-test-pg-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        }

        var data = Path.Combine(folder, "data");
        using (var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3)))
        {
            await PostgresCluster.CopyAsync(binaries, data, limit.Token);
        }

        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort.Take();
            var server = new PostgresServer(folder, port, binaries, keepsCommitTimes, walLevel);
            if (await PostgresCluster.AnswersAsync(port, () => !server._process.HasExited))
            {
                return server;
            }

            if (attempt == 3)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {await File.ReadAllTextAsync(Path.Combine(data, "log"))}");
            }
        }
    }

    /// <summary>Ends it, and starts it where it was.</summary>
    public async Task RestartAsync(bool keepsCommitTimes)
    {
        NpgsqlConnection.ClearAllPools(); // what they have ends here
        await StopAsync();
        _process = Begin(_folder, _port, _binaries, keepsCommitTimes, _walLevel);
        if (!await PostgresCluster.AnswersAsync(_port, () => !_process.HasExited))
        {
            throw new InvalidOperationException("PostgreSQL did not start again.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Process Begin(string folder, int port, string binaries, bool keepsCommitTimes, string walLevel)
    {
        string[] command = [.. PostgresCluster.AsServerUser, "sh", "-c", Watchdog, "sh", binaries, Path.Combine(folder, "data"), port.ToString(), keepsCommitTimes ? "on" : "off", walLevel];
        return ForeignProgram.Start(command[0], command[1..], "/", [new("LC_ALL", "C")]);
    }

    private async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
