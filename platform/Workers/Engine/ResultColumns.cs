using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>The columns of a query's result.</summary>
internal static class ResultColumns
{
    /// <summary>Finds them; the query is not run.</summary>
    public static IReadOnlyList<DuckDbColumn> Of(Sandbox sandbox, string sql)
    {
        using (var statement = sandbox.Connection.Prepare(sql))
        {
            if (statement.Columns is var columns && columns.All(column => column.Type.Id != DuckDbTypeId.Invalid))
            {
                return columns;
            }
        }

        // The type of what depends on a value shows with the value alone. The text may end with a comment or a semicolon.
        using var empty = sandbox.Connection.Query($"SELECT * FROM ({sandbox.Rewritten(sql)}) AS described LIMIT 0");
        return empty.Columns;
    }
}
