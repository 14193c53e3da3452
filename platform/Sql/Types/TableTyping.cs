using System.Runtime.CompilerServices;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Finds the types of tables in FROM. Pure.</summary>
/// <param name="queries">Finds the types of subqueries.</param>
/// <param name="expressions">Finds the types of conditions and values.</param>
/// <param name="found">Takes what is found.</param>
/// <param name="session">The session, with the tables of products that the query names.</param>
internal sealed class TableTyping(QueryTyping queries, ExpressionTyping expressions, QueryTypes found, DialectSession session)
{
    /// <summary>The relations that FROM has.</summary>
    public IReadOnlyList<TypedRelation> From(TableNode table, TypeCte? ctes, TypeScope? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var alias = table.Alias;
        switch (table.Kind)
        {
            case "BASE_TABLE":
                var relation = BaseTable(table, ctes);
                return [relation.Renamed(alias.Length > 0 ? alias : relation.Name, table.Columns)];
            case "SUBQUERY":
                return [queries.Query(table.Subquery, ctes, outer).Renamed(alias, table.Columns)];
            case "JOIN":
                var left = From(table.Left, ctes, outer);
                // The right side of a lateral join sees the left one.
                var right = From(table.Right, ctes, new TypeScope(left, outer));
                IReadOnlyList<TypedRelation> both = [.. left, .. right];
                Keys(table, left, right);
                expressions.Parts([table.Condition], new TypeScope(both, outer), ctes);
                return Joined(table, alias, both);
            case "TABLE_FUNCTION":
                var function = table.Function;
                var type = expressions.Of(function, outer ?? new TypeScope([], null), ctes);
                return [new TypedRelation(alias, Unnested(function), new ExpressionType(ExpressionKind.Unknown, type.Zone)).Renamed(alias.Length > 0 ? alias : function.FunctionName, table.Columns)];
            case "EXPRESSION_LIST":
                return [Values(table, ctes, outer).Renamed(alias, table.Columns)];
            default:
                return [];
        }
    }

    // A column of each array, two of a map, and one of each field of an array of rows; none behind what is not known.
    private List<TypedColumn> Unnested(ExpressionNode function)
    {
        List<TypedColumn> columns = [];
        if (function.CalledName != "unnest")
        {
            return columns;
        }

        foreach (var each in function.Children)
        {
            var type = found.Of(each.Node);
            switch (type.Kind)
            {
                case ExpressionKind.Map:
                    columns.AddRange([new TypedColumn("", type.OfKey), new TypedColumn("", type.OfValue)]);
                    break;
                case ExpressionKind.Rows when type.OfItem.Parts is { } fields:
                    columns.AddRange(fields.Types.Select((_, at) => new TypedColumn(at < fields.Names.Count ? fields.Names[at] : "", type.OfItem.Field(at + 1))));
                    break;
                case ExpressionKind.Array:
                    columns.Add(new TypedColumn("unnest", type.OfItem));
                    break;
                default:
                    return columns;
            }
        }

        return columns;
    }

    private TypedRelation BaseTable(TableNode table, TypeCte? ctes)
    {
        var name = table.Name;
        if (table.Schema.Length == 0 && TypeCte.Find(ctes, name) is { Relation: var cte })
        {
            queries.Bound(cte.Columns.Count);
            return cte with { Name = name };
        }

        if (session.Tables.TryGetValue(table.Place, out var columns))
        {
            queries.Bound(columns.Count);
            return new TypedRelation(name, columns);
        }

        // Tables about the mesh: their times are UTC's.
        return new TypedRelation(name, [], new ExpressionType(ExpressionKind.Unknown, ExpressionType.Utc));
    }

    private void Keys(TableNode join, IReadOnlyList<TypedRelation> left, IReadOnlyList<TypedRelation> right)
    {
        var names = join.Using;
        if (names.Count > 0)
        {
            var (one, other) = (new TypeScope(left, null), new TypeScope(right, null));
            found.AddKeys(join, [.. names.Select(name => (name, one.Resolve([name]) ?? ExpressionType.Unknown, other.Resolve([name]) ?? ExpressionType.Unknown))]);
        }
    }

    // Names of USING are columns of both sides, and one of the result.
    private static IReadOnlyList<TypedRelation> Joined(TableNode join, string alias, IReadOnlyList<TypedRelation> both)
    {
        if (join.Using.Count > 0 || join.JoinForm == "NATURAL")
        {
            both = [.. both.Select(relation => relation with { Rest = relation.Rest ?? new ExpressionType(ExpressionKind.Unknown, TypeScope.ZoneOf([relation])) })];
        }

        return alias.Length == 0 ? both : [new TypedRelation(alias, [.. both.SelectMany(relation => relation.Columns)], both.Select(relation => relation.Rest).FirstOrDefault(rest => rest is not null))];
    }

    private TypedRelation Values(TableNode table, TypeCte? ctes, TypeScope? outer)
    {
        var scope = outer ?? new TypeScope([], null);
        List<ExpressionType> types = [];
        foreach (var row in table.Rows)
        {
            var values = row.Select(value => expressions.Of(value, scope, ctes)).ToList();
            types = [.. values.Select((type, at) => at < types.Count ? queries.Common(types[at], type) : type), .. types.Skip(values.Count)];
        }

        return new TypedRelation("", [.. types.Select((type, at) => new TypedColumn(FormattableString.Invariant($"_col{at}"), type))]);
    }
}
