using System.Globalization;
using MeshStarter.DuckDb;

namespace MeshStarter.Lake;

/// <summary>An engine of this process for its own SQL over table files; sessions are in UTC, wherever the machine stands.</summary>
internal sealed class LakeEngine(int memoryLimitMiB) : IDisposable
{
    private readonly DuckDbDatabase _database = Open(memoryLimitMiB);

    /// <summary>A session of its own, for one thread.</summary>
    public DuckDbConnection Connect() => _database.Connect();

    public void Dispose() => _database.Dispose();

    private static DuckDbDatabase Open(int memoryLimitMiB)
    {
        var database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["memory_limit"] = memoryLimitMiB.ToString(CultureInfo.InvariantCulture) + "MiB",
            ["threads"] = "1",
            // Rows never spill into whatever folder the process stands in.
            ["temp_directory"] = "",
        });
        using var session = database.Connect();
        session.Execute("SET GLOBAL TimeZone = 'UTC'");
        return database;
    }
}
