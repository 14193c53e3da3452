using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>
/// Applies the numbered SQL files of all registered sets, once each and in order. Every file and the note that it was applied are
/// one transaction; an advisory lock keeps a second process of the same service waiting.
/// </summary>
public sealed partial class MigrationRunner
{
    // "mesh" as a number: any constant will do, as long as all runners share it.
    private const long LockKey = 0x6d657368;

    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromMilliseconds(250);

    private readonly NpgsqlDataSource _database;
    private readonly IReadOnlyList<MigrationSet> _sets;
    private readonly DatabaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A runner for the given sets, in their order.</summary>
    public MigrationRunner(
        NpgsqlDataSource database, IEnumerable<MigrationSet> sets, IOptions<DatabaseOptions> options, TimeProvider time, ILogger<MigrationRunner> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_database, _sets, _options, _time, _logger) = (database, [.. sets], options.Value, time, logger);
    }

    /// <summary>
    /// Applies what is not applied yet; waits for a database that is starting or goes away meanwhile, as long as the options say.
    /// What was applied before it went away stays applied.
    /// </summary>
    /// <exception cref="MigrationException">
    /// The database does not answer, an applied file was edited or is gone, the database is newer than this program, or a file fails.
    /// </exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var sets = _sets.Select(set => (set.Name, Files: Migration.ReadAll(set))).ToList();
        var twice = sets.GroupBy(set => set.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new MigrationException($"Migration set {twice.Key} was added twice. Give each set its own name.");

        var began = _time.GetTimestamp();
        for (var said = false; ; said = true)
        {
            try
            {
                await ApplyAllAsync(sets, cancellationToken);
                return;
            }
            catch (NpgsqlException failed) when (IsAway(failed) && _time.GetElapsedTime(began) < _options.StartTimeout)
            {
                if (!said)
                    LogWaiting(_options.StartTimeout.TotalSeconds);
                await Task.Delay(PauseBetweenTries, _time, cancellationToken);
            }
            catch (NpgsqlException failed)
            {
                throw new MigrationException($"The database of ConnectionStrings:database does not let this service in: {Reason(failed)}. Check that it runs and that host, port, role and password are right.", failed);
            }
        }
    }

    private async Task ApplyAllAsync(List<(string Name, IReadOnlyList<Migration> Files)> sets, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        if (sets.Count == 0)
            return;
        try
        {
            await ApplyAllAsync(connection, sets, cancellationToken);
        }
        catch
        {
            _database.Clear(); // the lock goes with the connection, which may be unable to say anything by now
            throw;
        }
    }

    private async Task ApplyAllAsync(NpgsqlConnection connection, List<(string Name, IReadOnlyList<Migration> Files)> sets, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 120, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            """
            CREATE TABLE IF NOT EXISTS mesh_migrations (
                set_name text NOT NULL,
                number integer NOT NULL,
                file text NOT NULL,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (set_name, number))
            """,
            cancellationToken: cancellationToken));
        foreach (var (name, files) in sets)
            await ApplySetAsync(connection, name, files, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_unlock(@LockKey)", new { LockKey }, cancellationToken: cancellationToken));
    }

    private async Task ApplySetAsync(NpgsqlConnection connection, string set, IReadOnlyList<Migration> files, CancellationToken cancellationToken)
    {
        var applied = (await connection.QueryAsync<AppliedMigration>(new CommandDefinition(
            "SELECT number, file, checksum FROM mesh_migrations WHERE set_name = @set ORDER BY number", new { set }, cancellationToken: cancellationToken))).AsList();
        foreach (var earlier in applied)
        {
            var now = earlier.Number <= files.Count ? files[earlier.Number - 1] : null;
            if (now is null)
                throw new MigrationException($"Migration set {set}: the database has {earlier.File}, this program does not: it is older than its data. Run the newer program.");
            if (now.Checksum != earlier.Checksum)
                throw new MigrationException($"Migration set {set}: {now.File} was edited after it was applied{(now.File == earlier.File ? "" : $" as {earlier.File}")}. Undo the edit and put the change into the next number.");
        }
        foreach (var migration in files.Skip(applied.Count))
            await ApplyAsync(connection, set, migration, cancellationToken);
    }

    private async Task ApplyAsync(NpgsqlConnection connection, string set, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(migration.Sql, transaction: transaction, commandTimeout: 300, cancellationToken: cancellationToken));
        }
        catch (PostgresException failed) when (!IsAway(failed))
        {
            throw new MigrationException($"Migration set {set}: {migration.File} failed at character {failed.Position}: {failed.MessageText} ({failed.SqlState}). Nothing of it was applied.", failed);
        }
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO mesh_migrations (set_name, number, file, checksum) VALUES (@set, @Number, @File, @Checksum)",
            new { set, migration.Number, migration.File, migration.Checksum }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        LogApplied(set, migration.File);
    }

    /// <summary>Not listening yet or not any more (the server says so itself), or listening and short of connections.</summary>
    private static bool IsAway(NpgsqlException failed) => failed is PostgresException server
        ? server.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : failed.IsTransient || failed.InnerException is System.Net.Sockets.SocketException or IOException or TimeoutException;

    private static string Reason(NpgsqlException failed) =>
        failed is PostgresException server ? $"{server.MessageText} ({server.SqlState})" : failed.InnerException?.Message ?? failed.Message;

    [LoggerMessage(EventIds.DatabaseWaited, LogLevel.Information, "The database does not answer yet; waiting up to {Seconds} s")]
    private partial void LogWaiting(double seconds);

    [LoggerMessage(EventIds.MigrationApplied, LogLevel.Information, "Migration set {Set}: applied {File}")]
    private partial void LogApplied(string set, string file);

    private sealed record AppliedMigration(int Number, string File, string Checksum);
}
