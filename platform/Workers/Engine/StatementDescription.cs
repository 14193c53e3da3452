using System.Diagnostics;
using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Workers.Wire;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>The queries whose rows describe a prepared statement, as Trino's DESCRIBE INPUT and DESCRIBE OUTPUT do.</summary>
internal static class StatementDescription
{
    // Trino counts from 0.
    public static string Input(DuckDbStatement statement, IReadOnlyList<StatementParameter> parameters) => InlineRows.Select(
        [("Position", "BIGINT"), ("Type", "VARCHAR")],
        Types(statement, parameters).Select((type, at) => new[] { at.ToString(CultureInfo.InvariantCulture), SqlText.Quote(type) }));

    // Which table a column comes from is not known here: names in a view are the view's.
    public static string Output(DuckDbConnection connection, string sql, DuckDbStatement statement, IReadOnlyDictionary<int, string> shapes)
    {
        var columns = Columns(connection, sql, statement);
        return InlineRows.Select(
            [("Column Name", "VARCHAR"), ("Catalog", "VARCHAR"), ("Schema", "VARCHAR"), ("Table", "VARCHAR"), ("Type", "VARCHAR"), ("Type Size", "BIGINT"), ("Aliased", "BOOLEAN")],
            columns.Zip(TrinoTypes.Names(columns, shapes), (column, type) => new[]
            {
                SqlText.Quote(column.Name), "''", "''", "''", SqlText.Quote(type),
                Size(column.Type.Id).ToString(CultureInfo.InvariantCulture), "false",
            }));
    }

    /// <summary>Runs a statement to its end, and reports what it took. How many rows it read is left out: some of them may be hidden.</summary>
    public static string Analyzed(DuckDbStatement statement, string plan)
    {
        var began = Stopwatch.GetTimestamp();
        var rows = 0L;
        using (var result = statement.Query())
        {
            while (result.NextChunk() is { } chunk)
            {
                rows += chunk.RowCount;
            }
        }

        return InlineRows.Plan(string.Create(CultureInfo.InvariantCulture, $"{plan}Execution: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0.00}ms, Output: {rows} rows\n"));
    }

    // The type that each parameter has, as Trino writes it; unknown where any will do.
    private static IEnumerable<string> Types(DuckDbStatement statement, IReadOnlyList<StatementParameter> parameters)
    {
        var indexes = Enumerable.Range(1, statement.ParameterCount).ToDictionary(statement.ParameterName, index => index, StringComparer.Ordinal);
        return parameters.Select(parameter => !parameter.IsCast && indexes.TryGetValue(parameter.Name, out var index) && statement.ParameterType(index) is { } type ? TrinoTypes.Name(type) : "unknown");
    }

    // Where the type of a parameter is open the engine knows no columns before values are bound.
    private static IReadOnlyList<DuckDbColumn> Columns(DuckDbConnection connection, string sql, DuckDbStatement statement)
    {
        if (statement.Columns is var columns && columns.All(column => column.Type.Id != DuckDbTypeId.Invalid))
        {
            return columns;
        }

        using var empty = connection.Prepare($"SELECT * FROM ({sql}) AS described LIMIT 0");
        for (var index = 1; index <= empty.ParameterCount; index++)
        {
            empty.BindNull(index);
        }

        using var result = empty.Query();
        return result.Columns;
    }

    // Bytes of a value of a fixed width, else 0.
    private static int Size(DuckDbTypeId type) => type switch
    {
        DuckDbTypeId.Boolean or DuckDbTypeId.TinyInt => 1,
        DuckDbTypeId.SmallInt or DuckDbTypeId.UTinyInt => 2,
        DuckDbTypeId.Integer or DuckDbTypeId.USmallInt or DuckDbTypeId.Float or DuckDbTypeId.Date => 4,
        DuckDbTypeId.BigInt or DuckDbTypeId.UInteger or DuckDbTypeId.Double or DuckDbTypeId.Time or DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampTz => 8,
        DuckDbTypeId.Uuid or DuckDbTypeId.HugeInt => 16,
        _ => 0,
    };
}
