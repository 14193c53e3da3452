using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;

namespace MeshStarter.Lake;

/// <summary>
/// An engine of this process for its own SQL over table files. Sessions are in UTC, in any time zone of the machine. Its database is opened with the
/// first session, since opening one takes 20 ms of a processor and a mesh has two dozen engines, and replaced by a new one every
/// <see cref="SessionsOfADatabase"/> sessions, unless sessions share tables: a database of DuckDB 1.5 keeps 1 kB of each
/// statement that reads or writes Parquet files until it closes, and 200 bytes of each buffer until it has had 32,768 of them.
/// </summary>
/// <param name="memoryLimitMiB">The engine's memory limit, in MiB.</param>
/// <param name="spillFolder">
/// Absolute path of the folder where each database makes its own for rows that do not fit into memory; empty to refuse them, so that no row is
/// written to the process's current folder.
/// </param>
/// <param name="hasSharedTables">
/// Whether sessions create tables that other sessions see; otherwise only temporary ones (<see cref="DuckDbDatabase.Open"/>).
/// </param>
/// <param name="threads">The number of threads that run a statement.</param>
/// <param name="prepare">Adds to each database what all its sessions need, such as functions; null for nothing.</param>
internal sealed class LakeEngine(int memoryLimitMiB, string spillFolder = "", bool hasSharedTables = false, int threads = 1, Action<DuckDbConnection>? prepare = null) : IDisposable
{
    /// <summary>The number of sessions after which the database is replaced. Open sessions keep theirs.</summary>
    public const int SessionsOfADatabase = 200;

    private readonly Lock _replacing = new();
    private DuckDbDatabase? _database;
    private int _databases;
    private int _sessions;
    private bool _isDisposed;

    /// <summary>Opens a session, for one thread.</summary>
    public DuckDbConnection Connect()
    {
        lock (_replacing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_database is null || (!hasSharedTables && _sessions >= SessionsOfADatabase))
            {
                var next = Open(memoryLimitMiB, spillFolder, _databases++, hasSharedTables, threads, prepare);
                _database?.Dispose();
                (_database, _sessions) = (next, 0);
            }

            _sessions++;
            return _database.Connect();
        }
    }

    /// <summary>Writes the rows of a SELECT to a Parquet file on this machine; replaces an existing file.</summary>
    /// <returns>A SELECT of the rows, valid as long as the file exists.</returns>
    /// <exception cref="DuckDbException">The SQL cannot be run, or the file cannot be written.</exception>
    public string Save(string sql, string path, CancellationToken cancellationToken)
    {
        using var session = Connect();
        session.Execute($"COPY ({sql}) TO {SqlText.Quote(path)} (FORMAT parquet)", cancellationToken);
        return $"SELECT * FROM read_parquet({SqlText.Quote(ParquetSource.Exactly(path))})";
    }

    public void Dispose()
    {
        lock (_replacing)
        {
            _isDisposed = true;
            _database?.Dispose();
        }
    }

    private static DuckDbDatabase Open(int memoryLimitMiB, string spillFolder, int number, bool hasSharedTables, int threads, Action<DuckDbConnection>? prepare)
    {
        var database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["memory_limit"] = memoryLimitMiB.ToString(CultureInfo.InvariantCulture) + "MiB",
            ["threads"] = threads.ToString(CultureInfo.InvariantCulture),
            // Open sessions keep an earlier database, which would spill to the same files.
            ["temp_directory"] = spillFolder.Length > 0 ? Path.Combine(spillFolder, string.Create(CultureInfo.InvariantCulture, $"spilled-{number}")) : "",
            // The cache keeps file contents until the engine's memory is full, and tables are read by new files every few seconds.
            ["enable_external_file_cache"] = "false",
        }, hasSharedTables: hasSharedTables);
        using var session = database.Connect();
        session.Execute("SET GLOBAL TimeZone = 'UTC'");
        prepare?.Invoke(session);
        return database;
    }
}
