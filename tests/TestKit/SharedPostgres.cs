using System.Diagnostics;
using System.Globalization;

namespace MeshStarter.TestKit;

/// <summary>
/// The one PostgreSQL server of a test run. The first test process that needs it starts it, all others of the same clone use it, and a
/// shell alongside it ends it when the last of them is gone, however that ended. Each test has databases of its own in it.
/// </summary>
internal static class SharedPostgres
{
    // $1 binaries, $2 folder, $3 port, $4 … what runs a command as the server's user. A process uses the server as long as users/ has a file
    // with its number; rmdir succeeds only where no process does, and no one can join after that.
    private const string Watchdog = """
        trap : INT TERM HUP
        binaries=$1; folder=$2; port=$3; shift 3
        (
          trap - INT TERM HUP
          exec "$@" "$binaries/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c synchronous_commit=off \
            -c full_page_writes=off -c max_connections=400 -c shared_buffers=64MB -c max_wal_size=512MB -c track_commit_timestamp=on -c autovacuum=off -c jit=off
        ) >"$folder/log" 2>&1 &
        server=$!
        while kill -0 $server 2>/dev/null && ! rmdir "$folder/users" 2>/dev/null; do
          sleep 1
          for user in "$folder"/users/*; do kill -0 "${user##*/}" 2>/dev/null || rm -f "$user"; done
        done
        rm -rf "$folder/users"
        kill -INT $(head -n 1 "$folder/data/postmaster.pid") 2>/dev/null
        wait $server
        rm -rf "$folder"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task<int>> Port = new(JoinAsync);

    /// <summary>Returns the connection string of a database of the server, which runs from here on until this process ends.</summary>
    public static async Task<string> ConnectionStringAsync(string database) => PostgresCluster.ConnectionString(await Port.Value, database);

    private static async Task<int> JoinAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var shared = ArtifactsFolder.Of("test-postgres");
        await using var turn = await FileTurn.TakeAsync(Path.Combine(shared, "lock"), patience.Token);
        var record = Path.Combine(shared, "server");
        if (File.Exists(record) && await File.ReadAllLinesAsync(record, patience.Token) is [var folder, var port] && TryUse(folder))
        {
            return int.Parse(port, CultureInfo.InvariantCulture);
        }

        var (started, at) = await StartAsync(patience.Token);
        await File.WriteAllLinesAsync(record, [started, at.ToString(CultureInfo.InvariantCulture)], patience.Token);
        return at;
    }

    private static bool TryUse(string folder)
    {
        var use = Path.Combine(folder, "users", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        try
        {
            File.WriteAllText(use, "");
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(use);
        return true;
    }

    private static async Task<(string Folder, int Port)> StartAsync(CancellationToken cancellationToken)
    {
        var binaries = PostgresBinaries.Find() ?? throw new InvalidOperationException("There are no PostgreSQL binaries.");
        for (var attempt = 1; ; attempt++)
        {
            var folder = MemoryFolder.Create("mesh-test-pg-");
            await PostgresCluster.CopyAsync(binaries, Path.Combine(folder, "data"), cancellationToken);
            Directory.CreateDirectory(Path.Combine(folder, "users"));
            _ = TryUse(folder);
            var port = FreePort.Take();
            // A shell that ends at once starts it: it is no one's child, and no process tree that is ended takes it along.
            var start = new ProcessStartInfo("sh", ["-c", """watchdog=$1; shift; sh -c "$watchdog" sh "$@" </dev/null >/dev/null 2>&1 &""", "sh", Watchdog, binaries, folder, $"{port}", .. PostgresCluster.AsServerUser, "env", "LC_ALL=C"])
            {
                UseShellExecute = false,
                WorkingDirectory = "/",
            };
            using (var shell = Process.Start(start)!)
            {
                await shell.WaitForExitAsync(cancellationToken);
            }

            if (await PostgresCluster.AnswersAsync(port, () => Directory.Exists(Path.Combine(folder, "users")), cancellationToken))
            {
                return (folder, port);
            }

            if (attempt == 3)
            {
                throw new InvalidOperationException("PostgreSQL ended at its start.");
            }
        }
    }
}
