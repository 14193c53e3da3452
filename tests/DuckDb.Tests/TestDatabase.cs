namespace MeshStarter.DuckDb.Tests;

/// <summary>A real engine in memory, of a test's own: small, two threads, UTC.</summary>
public sealed class TestDatabase : IDisposable
{
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["threads"] = "2",
        ["memory_limit"] = "512MB",
    };

    public DuckDbDatabase Database { get; } = DuckDbDatabase.Open(settings: Settings);

    public DuckDbConnection Connection { get; }

    public TestDatabase()
    {
        Connection = Database.Connect();
        // Not at opening: settings of extensions are known only after it.
        Connection.Execute("SET GLOBAL TimeZone = 'UTC'");
    }

    /// <summary>All rows of a query as objects.</summary>
    public List<object?[]> Rows(string sql) => Rows(Connection.Query(sql));

    public static List<object?[]> Rows(DuckDbResult result)
    {
        using (result)
        {
            var rows = new List<object?[]>();
            while (result.NextChunk() is { } chunk)
            {
                for (var row = 0; row < chunk.RowCount; row++)
                {
                    rows.Add([.. Enumerable.Range(0, chunk.ColumnCount).Select(column => chunk[column].GetValue(row))]);
                }
            }

            return rows;
        }
    }

    /// <summary>The one value of a query as an object.</summary>
    public object? Value(string sql) => Assert.Single(Assert.Single(Rows(sql)));

    public void Dispose()
    {
        Connection.Dispose();
        Database.Dispose();
    }
}
