using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;
using MeshStarter.Platform.Sql.Prepared;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>A statement with the values of its parameters.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Parameters">The values; none where it has no parameters.</param>
internal sealed record BoundText(string Sql, IReadOnlyList<BoundParameter> Parameters)
{
    /// <summary>Runs it and streams its rows.</summary>
    public DuckDbResult Query(DuckDbConnection connection)
    {
        if (Parameters.Count == 0)
        {
            return connection.Query(Sql);
        }

        using var statement = Bound(connection);
        return statement.Query();
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>The rows that it wrote.</returns>
    public long Execute(DuckDbConnection connection)
    {
        using var statement = Bound(connection);
        return statement.Execute();
    }

    /// <summary>The columns of its result; it is not run.</summary>
    public IReadOnlyList<DuckDbColumn> Columns(Sandbox sandbox)
    {
        using (var statement = Bound(sandbox.Connection))
        {
            if (statement.Columns is var columns && columns.All(column => column.Type.Id != DuckDbTypeId.Invalid))
            {
                return columns;
            }
        }

        // The type of what depends on a value shows with the value alone. The text may end with a comment or a semicolon.
        using var empty = (this with { Sql = $"SELECT * FROM ({sandbox.Rewritten(Sql)}) AS described LIMIT 0" }).Query(sandbox.Connection);
        return empty.Columns;
    }

    private DuckDbStatement Bound(DuckDbConnection connection)
    {
        var statement = connection.Prepare(Sql);
        try
        {
            ParameterBinding.Bind(statement, Parameters);
            return statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }
}
