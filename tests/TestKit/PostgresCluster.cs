using System.Diagnostics;
using Npgsql;

namespace MeshStarter.TestKit;

/// <summary>
/// The data folder that every test server begins with: made by one <c>initdb</c> for each set of binaries and kept under
/// <c>artifacts/test-postgres</c>, so that a server costs a copy of it.
/// </summary>
public static class PostgresCluster
{
    /// <summary>Password of the superuser. The servers listen on loopback and hold the data of tests alone.</summary>
    public const string Password = "test-servers";

    /// <summary>Returns the superuser's connection string for a database of a server.</summary>
    public static string ConnectionString(int port, string database) =>
        $"Host=127.0.0.1;Port={port};Database={database};Username=postgres;Password={Password};Maximum Pool Size=15;Include Error Detail=true;SSL Mode=Disable;GSS Encryption Mode=Disable";

    /// <summary>Copies the cluster to a folder that does not exist yet; under root it belongs to user postgres there.</summary>
    public static async Task CopyAsync(string binaries, string target, CancellationToken cancellationToken)
    {
        // An upgrade of the package changes the program's time.
        var madeFrom = $"{binaries} {File.GetLastWriteTimeUtc(Path.Combine(binaries, "postgres")):O} {Environment.UserName}";
        var (kept, missing) = await KeptFolder.GetAsync("test-postgres", madeFrom, folder => MakeAsync(binaries, folder, cancellationToken));
        if (missing is not null)
        {
            throw new InvalidOperationException(missing);
        }

        await RunAsync(["cp", "-R", "-p", Path.Combine(kept, "data"), target], cancellationToken);
    }

    /// <summary>The beginning of a command that has to run as the server's user: PostgreSQL refuses root.</summary>
    public static string[] AsServerUser { get; } = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--"] : [];

    /// <summary>Waits until a server that was started answers.</summary>
    /// <param name="port">Its port.</param>
    /// <param name="runs">Whether it has not ended.</param>
    /// <param name="cancellationToken">Ends the wait, too.</param>
    /// <returns>Whether it does; false where it has ended, or takes longer than two minutes.</returns>
    public static async Task<bool> AnswersAsync(int port, Func<bool> runs, CancellationToken cancellationToken = default)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        for (var began = Stopwatch.GetTimestamp(); runs() && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2); await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString(port, "postgres") + ";Pooling=false");
                await connection.OpenAsync(cancellationToken);
                return true;
            }
            catch (NpgsqlException)
            {
                // not listening yet
            }
        }

        return false;
    }

    private static async Task<string?> MakeAsync(string binaries, string kept, CancellationToken cancellationToken)
    {
        // In the temporary folder, which the server's user can reach.
        var folder = Directory.CreateTempSubdirectory("mesh-test-initdb-").FullName;
        try
        {
            var passwordFile = Path.Combine(folder, "password");
            await File.WriteAllTextAsync(passwordFile, Password, cancellationToken);
            if (Environment.IsPrivilegedProcess)
            {
                await RunAsync(["chown", "-R", "postgres", folder], cancellationToken);
            }

            var data = Path.Combine(folder, "data");
            await RunAsync([.. AsServerUser, Path.Combine(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile, "--no-sync", "-E", "UTF8", "--locale=C"], cancellationToken);
            await RunAsync(["cp", "-R", "-p", data, kept], cancellationToken);
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        var (exit, _, errors) = await ForeignProgram.AnswerAsync(command[0], command[1..], folder: "/", environment: [new("LC_ALL", "C")], cancellationToken: cancellationToken);
        if (exit != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)}: {errors}");
        }
    }
}
