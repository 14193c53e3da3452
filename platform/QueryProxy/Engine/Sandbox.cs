using System.Text;
using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Conditions;
using MeshStarter.Policy;
using MeshStarter.QueryProxy.Workers;

namespace MeshStarter.QueryProxy.Engine;

/// <summary>
/// One query's database: in memory, invisible to others, discarded afterwards. It is prepared by the proxy's statements and
/// then locked: from there on no other file, no network, no extension and no setting is within reach of the query's text.
/// </summary>
internal sealed class Sandbox : IDisposable
{
    /// <summary>The mesh's one catalog.</summary>
    public const string Catalog = "mesh";

    private readonly DuckDbDatabase _database;

    public Sandbox(SandboxLimits limits)
    {
        _database = DuckDbDatabase.Open(DuckDbDatabase.InMemory, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["threads"] = limits.Threads.ToString(),
            ["memory_limit"] = $"{limits.MemoryMiB}MiB",
            // Nothing is spilled: a worker writes nowhere.
            ["temp_directory"] = "",
            // One query reads a file once.
            ["enable_external_file_cache"] = "false",
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["allow_community_extensions"] = "false",
        });
        Connection = _database.Connect();
        Connection.Execute(
            $"""
            SET errors_as_json = true;
            ATTACH ':memory:' AS {Catalog};
            USE {Catalog};
            DETACH memory;
            """);
    }

    public DuckDbConnection Connection { get; }

    /// <summary>Parses a text with the engine's parser: returns its tree, or its error.</summary>
    public byte[] Parse(string sql) => SqlTree.Of(Connection, sql);

    /// <summary>The text of a tree that the proxy changed.</summary>
    public string Unparse(string tree)
    {
        using var statement = Connection.Prepare("SELECT json_deserialize_sql(CAST($1 AS JSON))");
        statement.Bind(1, tree);
        using var result = statement.Query();
        var chunk = result.NextChunk() ?? throw new InvalidDataException("The engine gave no text for a tree.");
        return chunk[0].GetString(0);
    }

    /// <summary>The same query as one without comments and semicolons.</summary>
    public string Rewritten(string sql) => Unparse(Encoding.UTF8.GetString(Parse(sql)));

    public void SetTimeZone(string zone) => Connection.Execute($"SET TimeZone = {SqlText.Quote(zone)}");

    /// <param name="request">What the proxy says of the query.</param>
    /// <param name="target">The one path that may be written; null for none.</param>
    public void Prepare(ExecuteRequest request, string? target)
    {
        if (request.HashKey is { } key)
        {
            Connection.RegisterFunction(HashMask.Function, PseudonymKey.HexLength, PseudonymKey.FromBytes(key).Hash);
        }

        foreach (var statement in request.Setup)
        {
            Connection.Execute(statement);
        }

        var path = new StringBuilder();
        if (request.Schema is not null)
        {
            path.Append(SqlIdentifier.Quote(Catalog)).Append('.').Append(SqlIdentifier.Quote(request.Schema)).Append(',');
        }

        path.Append(Catalog).Append(".main");
        Connection.Execute(
            $"""
            SET search_path = {SqlText.Quote(path.ToString())};
            SET allowed_paths = {SqlText.List(target is null ? request.Files : [.. request.Files, target])};
            SET enable_external_access = false;
            SET lock_configuration = true;
            """);
    }

    public void Dispose()
    {
        Connection.Dispose();
        _database.Dispose();
    }
}
