using Npgsql;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Recognises the failures of a database, by which no work that is repeated may end.</summary>
public static class DatabaseFailure
{
    /// <summary>
    /// Whether the database refused a statement or does not answer. Its driver throws a bare <see cref="TimeoutException"/>, or an
    /// <see cref="OperationCanceledException"/> that is not the caller's, where a host's name is not resolved or a connection not made in time.
    /// </summary>
    /// <param name="exception">The exception of a statement, or of the opening of a connection.</param>
    /// <param name="stopping">The caller's token.</param>
    public static bool IsDatabaseFailure(this Exception exception, CancellationToken stopping) =>
        exception is NpgsqlException or IOException or TimeoutException || (exception is OperationCanceledException && !stopping.IsCancellationRequested);

    /// <summary>Whether the disk of the database's server is full. An internal error is all that it reports where it cannot write the files that a connection begins with.</summary>
    /// <param name="failed">The answer of the server.</param>
    internal static bool IsDiskFull(this PostgresException failed) => failed.SqlState == PostgresErrorCodes.DiskFull
        || (failed.SqlState == PostgresErrorCodes.InternalError && failed.MessageText.StartsWith("could not write ", StringComparison.Ordinal));
}
