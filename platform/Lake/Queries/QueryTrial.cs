using System.Text;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Parsing;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Scopes;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Lake.Queries;

/// <summary>
/// Understands queries as the query proxy does, in Trino's dialect, and binds them to empty tables of the products that they name. Nothing is run.
/// </summary>
/// <param name="time">The clock that limits each query.</param>
public sealed class QueryTrial(TimeProvider time) : IDisposable
{
    private const int MemoryLimitMiB = 64;

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    // Functions of a worker's process, which the dialect's macros call: there are none here.
    private static readonly string[] OfWorkers = ["mesh_quotient", "mesh_json", "mesh_utf8", "mesh_fail"];

    // The words with which statements begin that the proxy reads without its parser.
    private static readonly string[] Short =
        ["SHOW", "DESCRIBE", "DESC", "USE", "PREPARE", "EXECUTE", "DEALLOCATE", "SET", "RESET", "START", "COMMIT", "ROLLBACK", "EXPLAIN"];

    private readonly LakeEngine _engine = new(MemoryLimitMiB, hasSharedTables: true);
    private DuckDbConnection? _session;

    /// <summary>Finds the reason why a query cannot be run, and the tables that it names.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="columns">The columns of a product; null where they are not known.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    public TriedQuery Try(string sql, Func<ProductReference, IReadOnlyList<ColumnDefinition>?> columns, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(columns);
        List<(string Schema, string Name)> tables = [];
        return new TriedQuery(IsShort(sql) ? null : Problem(sql, columns, tables, cancellationToken), tables);
    }

    private QueryProblem? Problem(string sql, Func<ProductReference, IReadOnlyList<ColumnDefinition>?> columns, List<(string Schema, string Name)> named, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return Bind(sql, columns, named, either.Token);
        }
        catch (QueryFailedException refused)
        {
            return Of(refused.Failure);
        }
        catch (DuckDbException exception)
        {
            var message = string.Join(' ', exception.Message.Split("\n\n", 2)[0].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).TrimEnd('.');
            return exception.Kind is DuckDbErrorKind.Binder or DuckDbErrorKind.Catalog or DuckDbErrorKind.Conversion && !OfWorkers.Any(function => message.Contains(function, StringComparison.Ordinal))
                ? new QueryProblem($"{message}.", Line: null)
                : null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session?.Dispose();
        _engine.Dispose();
    }

    private QueryProblem? Bind(string sql, Func<ProductReference, IReadOnlyList<ColumnDefinition>?> columns, List<(string Schema, string Name)> named, CancellationToken cancellationToken)
    {
        var text = SelectText.Read(sql);
        var session = Session(cancellationToken);
        var query = text.Understand(SqlTree.Of(session, text.Parsable));
        named.AddRange(query.Analysis.Tables.Where(IsOfMesh).Select(table => (table.Schema, table.Name)).Distinct());
        if (query.Analysis.Refusal is { } refusal)
        {
            return Of(text.Placed(refusal));
        }

        // Values of parameters have types that only a call knows.
        if (text.HasParameters)
        {
            return null;
        }

        var tables = new Dictionary<ulong, IReadOnlyList<QueryColumn<ExpressionType>>>();
        foreach (var table in query.Analysis.Tables)
        {
            if (Product(table) is not { } product || columns(product) is not { } schema)
            {
                return null;
            }

            tables[table.Offset] = [.. schema.Select(column => new QueryColumn<ExpressionType>(column.Name, ExpressionKinds.TypeOfColumn(column.Type)))];
            session.Execute($"CREATE SCHEMA IF NOT EXISTS {SqlIdentifier.Quote(table.Schema)}", cancellationToken);
            session.Execute($"CREATE OR REPLACE VIEW {SqlIdentifier.Quote(table.Schema)}.{SqlIdentifier.Quote(table.Name)} AS {TableRows.None(schema).Sql}", cancellationToken);
        }

        var dialect = DialectRewriter.Rewrite(text.Sql, query.Parsed, new DialectSession("UTC", ShowsZones: true) { Tables = tables, HasProductsOnly = true });
        foreach (var macro in dialect.Macros)
        {
            session.Execute($"CREATE OR REPLACE MACRO {macro.Name}{macro.Body}", cancellationToken);
        }

        session.Execute($"EXPLAIN {Unparsed(session, dialect.Tree ?? Encoding.UTF8.GetString(query.Parsed.Span))}", cancellationToken);
        return null;
    }

    private DuckDbConnection Session(CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            _session = _engine.Connect();
            _session.Execute($"ATTACH ':memory:' AS {Definition.Catalog}; USE {Definition.Catalog};", cancellationToken);
        }

        return _session;
    }

    // As the proxy distinguishes them from queries.
    private static bool IsShort(string sql) => SqlTokens.OfStatement(sql, limit: 1) is [var first] && Array.Exists(Short, first.Is);

    // The metadata of products and of the mesh has columns of its own.
    private static ProductReference? Product(TableReference table) =>
        IsOfMesh(table) && ProductReference.TryParse($"{table.Schema}.{table.Name}", out var product, out _) ? product : null;

    private static bool IsOfMesh(TableReference table) => table.Catalog.Length == 0 || AsciiNames.Comparer.Equals(table.Catalog, Definition.Catalog);

    private static string Unparsed(DuckDbConnection session, string tree)
    {
        using var writer = SqlTree.PrepareWriter(session);
        return SqlTree.TextOf(writer, tree);
    }

    private static QueryProblem Of(QueryFailure failure) => new(failure.Message.EndsWith('.') ? failure.Message : $"{failure.Message}.", failure.Position?.Line);
}
