using System.Text;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Parsing;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Policy.Masks;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>
/// A database in memory, invisible to others, for queries of one subject. It is prepared by the proxy's statements and then locked: from there on
/// no other file, no network, no extension and no setting is within reach of a query's text. A later query finds it as the first one did: with views
/// of its own alone. A text cannot change it, because it is one SELECT of functions without effects.
/// </summary>
internal sealed class Sandbox : IDisposable
{
    private readonly DuckDbDatabase _database;
    private readonly HashSet<string> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Definition> _defined = new(StringComparer.Ordinal);
    private DuckDbStatement? _parser;
    private DuckDbStatement? _writer;
    private SandboxLocks? _locks;
    private string? _path;

    public Sandbox(SandboxLimits limits)
    {
        _database = DuckDbDatabase.Open(DuckDbDatabase.InMemory, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["threads"] = limits.Threads.ToString(),
            ["memory_limit"] = $"{limits.MemoryMiB}MiB",
            // Nothing is spilled: a worker writes nowhere.
            ["temp_directory"] = "",
            // One query reads a file once. What stays from query to query are footers.
            ["enable_external_file_cache"] = "false",
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["allow_community_extensions"] = "false",
            // No other connection comes in between: a small statement needs no transaction around it.
        }, hasSharedTables: false);
        Connection = _database.Connect();
        Connection.Execute(
            $"""
            SET errors_as_json = true;
            SET order_by_non_integer_literal = true;
            SET parquet_metadata_cache = true;
            SET TimeZone = 'UTC';
            ATTACH ':memory:' AS {Definition.Catalog};
            USE {Definition.Catalog};
            DETACH memory;
            """);
        DialectFunctions.Register(Connection);
    }

    public DuckDbConnection Connection { get; }

    /// <summary>Parses a text with the engine's parser: returns its tree, or its error.</summary>
    public byte[] Parse(string sql) => SqlTree.Of(_parser ??= SqlTree.Prepare(Connection), sql);

    /// <summary>The text of a tree that the proxy changed.</summary>
    public string Unparse(string tree) => SqlTree.TextOf(_writer ??= SqlTree.PrepareWriter(Connection), tree);

    /// <summary>Whether it serves a query too: what was locked is as the query needs it.</summary>
    public bool Serves(ExecuteRequest request) => _locks is { } locks && locks.Equals(SandboxLocks.Of(request));

    /// <summary>Makes it ready for a query, and locks it.</summary>
    /// <param name="request">What the proxy says of the query.</param>
    /// <param name="target">The one path that may be written; null for none.</param>
    public void Prepare(ExecuteRequest request, string? target)
    {
        if (_locks is null && request.HashKey is { } key)
        {
            Connection.RegisterFunction(HashMask.Function, alias: null, PseudonymKey.FromBytes(key).Hash);
        }

        Define(request.Definitions);
        FindIn(request.Schema);
        if (_locks is null)
        {
            IReadOnlyList<string> folders = request.Folder is { } folder ? [folder] : [];
            IReadOnlyList<string> paths = [.. request.Folder is null ? request.Files : [], .. target is null ? [] : new[] { target }];
            Connection.Execute(
                $"""
                SET allowed_directories = {SqlText.List(folders)};
                SET allowed_paths = {SqlText.List(paths)};
                SET enable_external_access = false;
                SET lock_configuration = true;
                """);
            _locks = SandboxLocks.Of(request);
        }
    }

    /// <summary>Leaves the query's views alone in it. Macros of earlier queries stay: no text can call them.</summary>
    private void Define(IReadOnlyList<Definition> definitions)
    {
        var wanted = definitions.Select(definition => definition.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var left in _defined.Values.Where(defined => defined.Kind == DefinitionKind.View && !wanted.Contains(defined.Name)).ToList())
        {
            Connection.Execute($"DROP VIEW {left.Name}");
            _defined.Remove(left.Name);
        }

        foreach (var definition in definitions.Where(definition => _defined.GetValueOrDefault(definition.Name) != definition))
        {
            if (definition.Schema is { } schema && _schemas.Add(schema))
            {
                Connection.Execute($"CREATE SCHEMA IF NOT EXISTS {schema}");
            }

            Connection.Execute($"CREATE OR REPLACE {(definition.Kind == DefinitionKind.View ? "VIEW" : "MACRO")} {definition.Name}{definition.Body}");
            _defined[definition.Name] = definition;
        }
    }

    private void FindIn(string? schema)
    {
        var path = new StringBuilder();
        if (schema is not null)
        {
            path.Append(SqlIdentifier.Quote(Definition.Catalog)).Append('.').Append(SqlIdentifier.Quote(schema)).Append(',');
        }

        path.Append(Definition.Catalog).Append(".main");
        // The one setting that a locked engine lets change; no query's text can, because it is no SELECT.
        if (path.ToString() is var wanted && wanted != _path)
        {
            Connection.Execute($"SET search_path = {SqlText.Quote(wanted)}");
            _path = wanted;
        }
    }

    public void Dispose()
    {
        _parser?.Dispose();
        _writer?.Dispose();
        Connection.Dispose();
        _database.Dispose();
    }
}
