using System.Collections.Concurrent;
using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;

namespace MeshStarter.Query.Benchmarks;

/// <summary>The engine alone over the same files, without masks: warm, with the settings and as many threads as a worker of the proxy has.</summary>
internal sealed class RawEngine : IDisposable
{
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;
    private readonly ConcurrentBag<DuckDbConnection> _others = [];

    public RawEngine(FilledMesh mesh)
    {
        _database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["threads"] = Math.Min(Environment.ProcessorCount, 4).ToString(CultureInfo.InvariantCulture),
            ["enable_external_file_cache"] = "false",
        });
        _connection = Connect();
        _connection.Execute("CREATE SCHEMA load");
        _connection.Execute($"CREATE VIEW load.sales AS SELECT * FROM read_parquet({SqlText.List(mesh.SalesFiles)})");
        _connection.Execute($"CREATE VIEW load.customers AS SELECT * FROM read_parquet({SqlText.List(mesh.CustomerFiles)})");
    }

    /// <summary>Runs a query to its end.</summary>
    public long Run(string sql) => Run(_connection, sql);

    /// <summary>Makes a client of its own, with a connection that no other one uses.</summary>
    /// <returns>Runs a query to its end.</returns>
    public Func<string, Task<long>> Client()
    {
        var connection = Connect();
        _others.Add(connection);
        return sql => Task.FromResult(Run(connection, sql));
    }

    public void Dispose()
    {
        foreach (var connection in _others.Append(_connection))
        {
            connection.Dispose();
        }

        _database.Dispose();
    }

    private DuckDbConnection Connect()
    {
        var connection = _database.Connect();
        connection.Execute("SET TimeZone = 'UTC'; SET parquet_metadata_cache = true");
        return connection;
    }

    private static long Run(DuckDbConnection connection, string sql)
    {
        var rows = 0L;
        using var result = connection.Query(sql);
        while (result.NextChunk() is { } chunk)
        {
            rows += chunk.RowCount;
        }

        return rows;
    }
}
