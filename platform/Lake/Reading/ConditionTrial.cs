using MeshStarter.Contracts.Descriptors;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Parsing;
using MeshStarter.Lake.Conditions;
using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Lake.Reading;

/// <summary>Reads a condition on rows before it is used: SQL over their columns, without a table's name before them.</summary>
public static class ConditionTrial
{
    /// <summary>Returns the understood part of a condition (<see cref="FileCondition"/>).</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="schema">The columns of the rows.</param>
    /// <exception cref="ArgumentException">The condition cannot be used on such rows; the message says why.</exception>
    public static RowCondition Read(string condition, IReadOnlyList<ColumnDefinition> schema)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(schema);
        using var trial = new TrialSession();
        try
        {
            using var statement = trial.Session.Prepare($"SELECT * FROM ({TableRows.None(schema).Sql}) WHERE (\n{condition}\n)");
        }
        catch (DuckDbException exception)
        {
            throw new ArgumentException($"The condition cannot be used: {exception.Message.Split('\n', 2)[0]}", nameof(condition), exception);
        }

        return ConditionReader.Read(SqlTree.Of(trial.Session, $"SELECT * FROM rows WHERE (\n{condition}\n)")).Of(table => table is null);
    }
}
