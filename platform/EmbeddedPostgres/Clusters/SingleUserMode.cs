using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Binaries;

namespace MeshStarter.EmbeddedPostgres.Clusters;

/// <summary>Statements on data that no server runs on: PostgreSQL reads them from standard input, one a line, and asks for no password.</summary>
internal static class SingleUserMode
{
    /// <summary>Gives what went wrong, or null. With <paramref name="isDurable"/> false the caller writes the folder to the disk itself.</summary>
    public static async Task<string?> RunAsync(
        PostgresBinaries binaries, ServerAccount account, string cluster, IEnumerable<string> statements, bool isDurable, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--single", "-D", cluster, "-c", "log_min_messages=error", "-c", "log_min_error_statement=panic", "-c", isDurable ? "fsync=on" : "fsync=off", "postgres",
        ];
        var result = await Command.RunAsync(account, binaries.Postgres, arguments, string.Concat(statements.Select(statement => statement + "\n")), cancellationToken);
        bool failed = result.ExitCode != 0 || result.Error.Contains("ERROR:", StringComparison.Ordinal) || result.Error.Contains("FATAL:", StringComparison.Ordinal);
        // Its output repeats the statements, and with them what no message may hold.
        return failed ? (result with { Output = "" }).Reason : null;
    }
}
