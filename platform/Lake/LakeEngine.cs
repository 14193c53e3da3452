using System.Globalization;
using MeshStarter.Contracts;
using MeshStarter.DuckDb;

namespace MeshStarter.Lake;

/// <summary>An engine of this process for its own SQL over table files; sessions are in UTC, wherever the machine stands.</summary>
/// <param name="memoryLimitMiB">The memory that it may take.</param>
/// <param name="spillFolder">Absolute path of where rows go that do not fit into it; empty where they are refused then, so that none ever are in whatever folder the process is in.</param>
/// <param name="hasSharedTables">Whether sessions make tables that others see; else they make temporary ones alone (<see cref="DuckDbDatabase.Open"/>).</param>
internal sealed class LakeEngine(int memoryLimitMiB, string spillFolder = "", bool hasSharedTables = false) : IDisposable
{
    private readonly DuckDbDatabase _database = Open(memoryLimitMiB, spillFolder, hasSharedTables);

    /// <summary>A session of its own, for one thread.</summary>
    public DuckDbConnection Connect() => _database.Connect();

    /// <summary>Writes the rows of a SELECT to a Parquet file of this machine, which takes the place of one that is there.</summary>
    /// <returns>A SELECT of the rows, for as long as the file is there.</returns>
    /// <exception cref="DuckDbException">The SQL cannot be run, or the file not be written.</exception>
    public string Save(string sql, string path, CancellationToken cancellationToken)
    {
        using var session = Connect();
        session.Execute($"COPY ({sql}) TO {SqlText.Quote(path)} (FORMAT parquet)", cancellationToken);
        return $"SELECT * FROM read_parquet({SqlText.Quote(path)})";
    }

    public void Dispose() => _database.Dispose();

    private static DuckDbDatabase Open(int memoryLimitMiB, string spillFolder, bool hasSharedTables)
    {
        var database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["memory_limit"] = memoryLimitMiB.ToString(CultureInfo.InvariantCulture) + "MiB",
            ["threads"] = "1",
            ["temp_directory"] = spillFolder,
            // It keeps what was read of files until the engine's memory is full, and tables are read by new files every few seconds.
            ["enable_external_file_cache"] = "false",
        }, hasSharedTables: hasSharedTables);
        using var session = database.Connect();
        session.Execute("SET GLOBAL TimeZone = 'UTC'");
        return database;
    }
}
