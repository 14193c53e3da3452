using MeshStarter.Platform.Sql.Conditions;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>
/// Finds in a SELECT the condition that every row of a table must fulfil: what its WHERE says of a table of its FROM, which is the only one
/// there, or is in inner joins or on the side of an outer join that keeps its rows. Whatever is not as simple is left out: it costs time, not rows. Pure.
/// </summary>
internal static class SelectConditions
{
    // No deeper than the stack.
    private const int MaxDepth = 50;

    /// <summary>The condition of each table, by where its name begins.</summary>
    /// <param name="select">A SELECT that was understood (<see cref="NodeShapes"/>).</param>
    public static IEnumerable<(ulong Table, RowCondition Condition)> Of(QueryNode select)
    {
        // A sample is taken before WHERE: of fewer files it would be another.
        if (select.Where is not { } where || select.HasSample)
        {
            return [];
        }

        var relations = new List<Relation>();
        if (!Relations(select.From, isInner: true, relations, MaxDepth))
        {
            return [];
        }

        var condition = ConditionReader.Read(where);
        return relations
            .Where(relation => relation.Offset is not null && relations.Count(other => AsciiNames.Comparer.Equals(other.Name, relation.Name)) == 1)
            .Select(relation => (relation.Offset!.Value, condition.Of(table => table is null ? relations.Count == 1 : AsciiNames.Comparer.Equals(table, relation.Name))));
    }

    /// <summary>Reads the relations in FROM; false where they nest too deep.</summary>
    private static bool Relations(TableNode table, bool isInner, List<Relation> relations, int depth)
    {
        if (depth == 0)
        {
            return false;
        }

        if (table.Kind == "JOIN")
        {
            var isPlainJoin = isInner && table.Alias.Length == 0 && !table.HasSample && table.JoinForm is "REGULAR" or "CROSS";
            return Relations(table.Left, isPlainJoin && table.JoinKind is "INNER" or "LEFT", relations, depth - 1)
                && Relations(table.Right, isPlainJoin && table.JoinKind is "INNER" or "RIGHT", relations, depth - 1);
        }

        var isPlain = isInner && table.Kind == "BASE_TABLE" && !table.HasSample && table.Columns.Count == 0;
        relations.Add(new Relation(table.Alias.Length == 0 && table.Kind == "BASE_TABLE" ? table.Name : table.Alias, isPlain && table.Place != ulong.MaxValue ? table.Place : null));
        return true;
    }

    /// <param name="Name">The name in the query.</param>
    /// <param name="Offset">The offset of the name of a table that conditions may be about; null for anything else.</param>
    private sealed record Relation(string Name, ulong? Offset);
}
