using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>
/// Applies the numbered SQL files of all registered sets, once each and in order. All pending files and the records of their application are one
/// transaction. When a file fails, those before it are applied one by one. An advisory lock makes a second process of the same service wait.
/// </summary>
public sealed partial class MigrationRunner
{
    // "mesh" as a number: any constant will do, as long as all runners share it.
    internal const long LockKey = 0x6d657368;

    // The class of the server's codes for too many connections, and for memory and disks that are full.
    private const string InsufficientResources = "53";

    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _database;
    private readonly IReadOnlyList<MigrationSet> _sets;

    // The sets of whole programs; those of products have the names of these.
    private readonly HashSet<string> _programs;
    private readonly DatabaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Creates a runner for the given sets, in their order.</summary>
    public MigrationRunner(
        NpgsqlDataSource database, IEnumerable<MigrationSet> sets, IOptions<DatabaseOptions> options, TimeProvider time, ILogger<MigrationRunner> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_database, _sets, _options, _time, _logger) = (database, [.. sets], options.Value, time, logger);
        _programs = _sets.Where(set => set.Name == set.Assembly.GetName().Name).Select(set => set.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// Applies pending migrations. Waits, for as long as the options allow, for a database that is starting or becomes unavailable concurrently.
    /// Migrations that were applied before that stay applied.
    /// </summary>
    /// <exception cref="MigrationException">
    /// The database does not answer, an applied file was edited or is gone, the database is newer than this program works with, or a file fails.
    /// </exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var sets = _sets.Select(set => (set.Name, Files: Migration.ReadAll(set))).ToList();
        var twice = sets.GroupBy(set => set.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new MigrationException($"Migration set {twice.Key} was added twice. Give each set its own name.");
        }

        var began = _time.GetTimestamp();
        for (var said = false; ; said = true)
        {
            try
            {
                await ApplyAllAsync(sets, cancellationToken);
                return;
            }
            catch (Exception failed) when (failed.IsDatabaseFailure(cancellationToken) && IsAway(failed) && _time.GetElapsedTime(began) < _options.StartTimeout)
            {
                if (!said)
                {
                    LogWaiting(_options.StartTimeout.TotalSeconds);
                }

                await Task.Delay(PauseBetweenTries, _time, cancellationToken);
            }
            catch (PostgresException full) when (full.IsDiskFull())
            {
                throw new MigrationException($"The disk of the database server is full: {Reason(full)}. Make room on it, and start this service again. The server is that of ConnectionStrings:database.", full);
            }
            catch (Exception failed) when (failed.IsDatabaseFailure(cancellationToken))
            {
                throw new MigrationException($"The database of ConnectionStrings:database does not let this service in: {Reason(failed)}. Check that the setup made it (docs/deploy.md), that it runs, and that host, port, role and password are right.", failed);
            }
        }
    }

    private async Task ApplyAllAsync(List<(string Name, IReadOnlyList<Migration> Files)> sets, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        if (sets.Count == 0)
        {
            return;
        }

        try
        {
            await ApplyAllAsync(connection, sets, cancellationToken);
        }
        catch
        {
            _database.Clear(); // the lock ends with the connection, which may be unable to release it by now
            throw;
        }
    }

    private async Task ApplyAllAsync(NpgsqlConnection connection, List<(string Name, IReadOnlyList<Migration> Files)> sets, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var applied = await LockAndReadAsync(connection, cancellationToken);
        List<(string Set, Migration File)> pending = [];
        foreach (var (name, files) in sets)
        {
            if (_programs.Contains(name) && applied.FirstOrDefault(earlier => earlier.SetName != name && Room(earlier.SetName) is { } room && room == Room(name)) is { } other)
            {
                throw new MigrationException($"The database was made by {other.SetName}, and this program is {name}: data stays with the name of its solution. Start with another data folder (Mesh:Data), or another database.");
            }

            pending.AddRange(Pending(name, files, [.. applied.Where(earlier => earlier.SetName == name)]).Select(file => (name, file)));
        }

        if (pending.Count > 0)
        {
            if (!await TryApplyTogetherAsync(connection, pending, cancellationToken))
            {
                foreach (var (set, file) in pending)
                {
                    await ApplyAsync(connection, set, file, cancellationToken);
                }
            }
            var counts = string.Join(", ", pending.CountBy(one => one.Set, StringComparer.Ordinal).Select(set => string.Create(CultureInfo.InvariantCulture, $"{set.Key} {set.Value}")));
            LogApplied(pending.Count == 1 ? "1 migration" : $"{pending.Count} migrations", _time.GetElapsedTime(began).TotalSeconds, counts);
        }
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_unlock(@LockKey)", new { LockKey }, cancellationToken: cancellationToken));
    }

    // A solution under another name has sets of its own: ContosoMesh.Catalog for MeshStarter.Catalog.
    private static string? Room(string set) => set.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? set[dot..] : null;

    // One round trip; each statement sees what was committed while the runner waited for the lock. The table is wherever it was made first: a schema
    // of the role's own name, which a file may have made since, is the first that CREATE TABLE IF NOT EXISTS would look at, and the only one.
    private static async Task<List<AppliedMigration>> LockAndReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT 1 FROM pg_advisory_lock(@LockKey);
            DO $$ DECLARE
                made regclass := to_regclass('mesh_migrations');
                is_empty boolean;
            BEGIN
                IF made IS NULL THEN
                    CREATE TABLE mesh_migrations (
                        set_name text NOT NULL,
                        number integer NOT NULL,
                        file text NOT NULL,
                        checksum text NOT NULL,
                        applied_at timestamptz NOT NULL DEFAULT now(),
                        PRIMARY KEY (set_name, number));
                    RETURN;
                END IF;
                -- An earlier program made it in the role's schema too, and applied nothing.
                EXECUTE format('SELECT NOT EXISTS (SELECT FROM %s)', made) INTO is_empty;
                IF is_empty AND EXISTS (
                    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relname = 'mesh_migrations' AND c.oid <> made AND n.nspname = ANY (current_schemas(false))) THEN
                    EXECUTE format('DROP TABLE %s', made);
                END IF;
            END $$;
            ALTER TABLE mesh_migrations ADD COLUMN IF NOT EXISTS works_since integer;
            SELECT set_name AS setname, number, file, checksum, works_since AS workssince FROM mesh_migrations ORDER BY set_name, number
            """,
            new { LockKey },
            commandTimeout: 0, // the migrations of another replica take as long as they take
            cancellationToken: cancellationToken));
        await answers.ReadAsync<int>();
        return (await answers.ReadAsync<AppliedMigration>()).AsList();
    }

    private static IEnumerable<Migration> Pending(string set, IReadOnlyList<Migration> files, List<AppliedMigration> applied)
    {
        foreach (var earlier in applied)
        {
            var now = earlier.Number <= files.Count ? files[earlier.Number - 1] : null;
            // A newer program of the same mesh is alongside this one, or was: its file says whether this one still works.
            if (now is null && earlier.WorksSince is { } since && since <= files.Count)
            {
                continue;
            }

            if (now is null)
            {
                throw new MigrationException($"Migration set {set}: the database has {earlier.File}, this program does not: it is older than its data. Run the newer program.");
            }

            if (now.Checksum != earlier.Checksum)
            {
                throw new MigrationException($"Migration set {set}: {now.File} was edited after it was applied{(now.File == earlier.File ? "" : $" as {earlier.File}")}. Undo the edit and put the change into the next number.");
            }
        }
        return files.Skip(applied.Count);
    }

    /// <summary>
    /// Applies all files in one round trip and one commit, because a new database has dozens. Returns false, with nothing applied, when one
    /// of them fails.
    /// </summary>
    private static async Task<bool> TryApplyTogetherAsync(NpgsqlConnection connection, List<(string Set, Migration File)> pending, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var sql = string.Join("\n;\n", pending.Select(one => one.File.Sql.TrimEnd().TrimEnd(';')));
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, commandTimeout: 300 * pending.Count, cancellationToken: cancellationToken));
        }
        catch (PostgresException failed) when (!IsAway(failed))
        {
            await transaction.RollbackAsync(cancellationToken);
            return false; // one by one, the failing file is found, and the files before it stay applied
        }
        await NoteAsync(connection, pending, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, string set, Migration migration, CancellationToken cancellationToken)
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
        await NoteAsync(connection, [(set, migration)], transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static Task NoteAsync(NpgsqlConnection connection, List<(string Set, Migration File)> applied, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO mesh_migrations (set_name, number, file, checksum, works_since) SELECT * FROM unnest(@Sets, @Numbers, @Files, @Checksums, @WorkSince)",
            new
            {
                Sets = applied.Select(one => one.Set).ToArray(),
                Numbers = applied.Select(one => one.File.Number).ToArray(),
                Files = applied.Select(one => one.File.File).ToArray(),
                Checksums = applied.Select(one => one.File.Checksum).ToArray(),
                WorkSince = applied.Select(one => one.File.WorksSince).ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>Whether the server is not listening (as its answer shows) or has no free connections, memory or disk, or the platform gives no token of the identity yet.</summary>
    private static bool IsAway(Exception failed) => failed is PostgresException server
        ? server.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            || server.SqlState.StartsWith(InsufficientResources, StringComparison.Ordinal) || server.IsDiskFull()
        : failed is not NpgsqlException driver || driver.IsTransient || driver.InnerException is System.Net.Sockets.SocketException or IOException or TimeoutException or HttpRequestException;

    private static string Reason(Exception failed) =>
        failed is PostgresException server ? $"{server.MessageText} ({server.SqlState})" : failed.InnerException?.Message ?? failed.Message;

    [LoggerMessage(1020, LogLevel.Information, "The database does not answer yet; waiting up to {Seconds} s")]
    private partial void LogWaiting(double seconds);

    [LoggerMessage(1021, LogLevel.Information, "{Migrations} applied in {Seconds:0.0} s: {Sets}")]
    private partial void LogApplied(string migrations, double seconds, string sets);

    private sealed record AppliedMigration(string SetName, int Number, string File, string Checksum, int? WorksSince);
}
