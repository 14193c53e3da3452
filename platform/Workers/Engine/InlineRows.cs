using System.Text;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>A SELECT of rows that exist in its text.</summary>
internal static class InlineRows
{
    /// <summary>The query that answers with a plan.</summary>
    public static string Plan(string plan) => Select([("Query Plan", "VARCHAR")], [[SqlText.Quote(plan)]]);

    /// <param name="columns">The columns and their types in the engine's words.</param>
    /// <param name="rows">Rows of SQL expressions, one for each column.</param>
    public static string Select(IReadOnlyList<(string Name, string Type)> columns, IEnumerable<string[]> rows)
    {
        var sql = new StringBuilder("SELECT ");
        sql.AppendJoin(", ", columns.Select(column => $"CAST({SqlIdentifier.Quote(column.Name)} AS {column.Type}) AS {SqlIdentifier.Quote(column.Name)}"));
        sql.Append(" FROM (VALUES ");
        var any = false;
        foreach (var row in rows)
        {
            sql.Append(any ? ", (" : "(").AppendJoin(", ", row).Append(')');
            any = true;
        }

        if (!any)
        {
            sql.Append('(').AppendJoin(", ", columns.Select(_ => "NULL")).Append(')');
        }

        sql.Append(") AS listed(").AppendJoin(", ", columns.Select(column => SqlIdentifier.Quote(column.Name))).Append(')');
        return any ? sql.ToString() : sql.Append(" WHERE false").ToString();
    }
}
