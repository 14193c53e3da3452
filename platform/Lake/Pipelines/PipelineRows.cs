using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Sql.Times;

namespace MeshStarter.Lake.Pipelines;

/// <summary>Computes the rows of windows by a pipeline's SELECT, one window after another, over inputs that a workspace holds.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="sql">The SELECT, which <see cref="PipelineSql"/> accepts.</param>
/// <param name="zone">The IANA name of the zone of local dates and times.</param>
public sealed class PipelineRows(RowWorkspace workspace, string sql, string zone)
{
    // A domain's name begins with a letter, so that no input is in this schema.
    private const string Result = "\"#result\"";

    /// <summary>Computes the rows of a window. They stay until the next call.</summary>
    /// <param name="inputs">The inputs, each by the name that the SELECT has for it, as a SELECT of the workspace.</param>
    /// <param name="window">The first value in the window and the first after it; null without windows.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <returns>The columns, and a SELECT of the rows.</returns>
    /// <exception cref="DuckDbException">The SELECT cannot be run.</exception>
    public (IReadOnlyList<ColumnDefinition> Columns, string Rows) Compute(IReadOnlyDictionary<ProductReference, string> inputs, (object From, object To)? window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var session = workspace.Connect();
        foreach (var (input, rows) in inputs)
        {
            CreateInput(session, input, rows, cancellationToken);
        }

        // In a session of its own: what publishes the rows reads times in UTC.
        session.Execute($"SET TimeZone = {SqlText.Quote(SessionTimeZone.EngineName(zone) ?? SessionTimeZone.Utc)}", cancellationToken);
        session.Execute($"CREATE OR REPLACE TABLE {Result} AS SELECT * FROM (\n{Statement(window)}\n)", cancellationToken);
        using var result = session.Query($"SELECT * FROM {Result} LIMIT 0", cancellationToken);
        return ([.. result.Columns.Select(Column)], $"SELECT * FROM {Result}");
    }

    /// <summary>Whether a condition is true of all rows that were computed last.</summary>
    /// <param name="condition">The condition, in the engine's SQL.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DuckDbException">The rows have no such column.</exception>
    public bool AreAll(string condition, CancellationToken cancellationToken)
    {
        using var session = workspace.Connect();
        return session.Scalar<bool>($"SELECT NOT EXISTS (SELECT 1 FROM {Result} WHERE ({condition}) IS NOT TRUE)", cancellationToken);
    }

    /// <summary>Gives a session an input by the name that a SELECT has for it.</summary>
    internal static void CreateInput(DuckDbConnection session, ProductReference input, string rows, CancellationToken cancellationToken)
    {
        var (schema, table) = (SqlIdentifier.Quote(input.Product.Domain), SqlIdentifier.Quote(input.ToString()[(input.Product.Domain.Length + 1)..]));
        session.Execute($"CREATE SCHEMA IF NOT EXISTS {schema}", cancellationToken);
        session.Execute($"CREATE OR REPLACE VIEW {schema}.{table} AS {rows}", cancellationToken);
    }

    private string Statement((object From, object To)? window)
    {
        var statement = PipelineSql.Statement(sql);
        return window is var (from, to) ? WindowParameters.Set(statement, from, to) : statement;
    }

    // A value of a type that no product has is written as a text.
    private static ColumnDefinition Column(DuckDbColumn column) => new() { Name = column.Name, Type = EngineColumns.TypeOf(column.Type) ?? PrimitiveType.Text };
}
