using System.Globalization;
using MeshStarter.Contracts;
using MeshStarter.DuckDb;

namespace MeshStarter.Query.Benchmarks;

/// <summary>The engine alone over the same files, without masks: warm, with its own settings and as many threads as a worker of the proxy has.</summary>
internal sealed class RawEngine : IDisposable
{
    private readonly DuckDbDatabase _database;
    private readonly DuckDbConnection _connection;

    public RawEngine(FilledMesh mesh)
    {
        _database = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["threads"] = Math.Min(Environment.ProcessorCount, 4).ToString(CultureInfo.InvariantCulture),
        });
        _connection = _database.Connect();
        _connection.Execute("SET TimeZone = 'UTC'");
        _connection.Execute("CREATE SCHEMA load");
        _connection.Execute($"CREATE VIEW load.sales AS SELECT * FROM read_parquet({SqlText.List(mesh.SalesFiles)})");
        _connection.Execute($"CREATE VIEW load.customers AS SELECT * FROM read_parquet({SqlText.List(mesh.CustomerFiles)})");
    }

    /// <summary>Runs a query to its end.</summary>
    public long Run(string sql)
    {
        var rows = 0L;
        using var result = _connection.Query(sql);
        while (result.NextChunk() is { } chunk)
        {
            rows += chunk.RowCount;
        }

        return rows;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}
