using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
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
    public IReadOnlyList<TypedRelation> From(JsonObject table, TypeCte? ctes, TypeScope? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var alias = Nodes.Text(table, "alias");
        switch (Nodes.Text(table, "type"))
        {
            case "BASE_TABLE":
                var relation = BaseTable(table, ctes);
                return [relation.Renamed(alias.Length > 0 ? alias : relation.Name, Nodes.Names(table["column_name_alias"]))];
            case "SUBQUERY":
                return [queries.Query(table["subquery"]!["node"]!.AsObject(), ctes, outer).Renamed(alias, Nodes.Names(table["column_name_alias"]))];
            case "JOIN":
                var left = From(table["left"]!.AsObject(), ctes, outer);
                // The right side of a lateral join sees the left one.
                var right = From(table["right"]!.AsObject(), ctes, new TypeScope(left, outer));
                IReadOnlyList<TypedRelation> both = [.. left, .. right];
                Keys(table, left, right);
                expressions.Parts(table["condition"], new TypeScope(both, outer), ctes);
                return Joined(table, alias, both);
            case "TABLE_FUNCTION":
                var function = table["function"]!.AsObject();
                var type = expressions.Of(function, outer ?? new TypeScope([], null), ctes);
                return [new TypedRelation(alias, Unnested(table, function), new ExpressionType(ExpressionKind.Unknown, type.Zone)).Renamed(alias.Length > 0 ? alias : Nodes.Text(function, "function_name"), Nodes.Names(table["column_name_alias"]))];
            case "EXPRESSION_LIST":
                return [Values(table, ctes, outer).Renamed(alias, Nodes.Names(table["column_name_alias"] ?? table["expected_names"]))];
            default:
                return [];
        }
    }

    // A column of each array, two of a map, and one of each field of an array of rows; none behind what is not known.
    private List<TypedColumn> Unnested(JsonObject table, JsonObject function)
    {
        List<TypedColumn> columns = [];
        if (Nodes.FunctionName(function) != "unnest")
        {
            return columns;
        }

        foreach (var each in Nodes.Children(function))
        {
            var type = found.Of(each);
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

    private TypedRelation BaseTable(JsonObject table, TypeCte? ctes)
    {
        var name = Nodes.Text(table, "table_name");
        if (Nodes.Text(table, "schema_name").Length == 0 && TypeCte.Find(ctes, name) is { } cte)
        {
            queries.Bound(cte.Columns.Count);
            return cte with { Name = name };
        }

        if (session.Tables.TryGetValue(Nodes.Place(table), out var columns))
        {
            queries.Bound(columns.Count);
            return new TypedRelation(name, columns);
        }

        // Tables about the mesh: their times are UTC's.
        return new TypedRelation(name, [], new ExpressionType(ExpressionKind.Unknown, ExpressionType.Utc));
    }

    private void Keys(JsonObject join, IReadOnlyList<TypedRelation> left, IReadOnlyList<TypedRelation> right)
    {
        var names = Nodes.Names(join["using_columns"]);
        if (names.Count > 0)
        {
            var (one, other) = (new TypeScope(left, null), new TypeScope(right, null));
            found.AddKeys(join, [.. names.Select(name => (name, one.Resolve([name]) ?? ExpressionType.Unknown, other.Resolve([name]) ?? ExpressionType.Unknown))]);
        }
    }

    // Names of USING are columns of both sides, and one of the result.
    private static IReadOnlyList<TypedRelation> Joined(JsonObject join, string alias, IReadOnlyList<TypedRelation> both)
    {
        if (join["using_columns"] is JsonArray { Count: > 0 } || Nodes.Text(join, "ref_type") == "NATURAL")
        {
            both = [.. both.Select(relation => relation with { Rest = relation.Rest ?? new ExpressionType(ExpressionKind.Unknown, TypeScope.ZoneOf([relation])) })];
        }

        return alias.Length == 0 ? both : [new TypedRelation(alias, [.. both.SelectMany(relation => relation.Columns)], both.Select(relation => relation.Rest).FirstOrDefault(rest => rest is not null))];
    }

    private TypedRelation Values(JsonObject table, TypeCte? ctes, TypeScope? outer)
    {
        var types = new List<ExpressionType>();
        foreach (var row in table["values"]!.AsArray())
        {
            var at = 0;
            foreach (var value in row!.AsArray())
            {
                var type = expressions.Of(value!.AsObject(), outer ?? new TypeScope([], null), ctes);
                if (at == types.Count)
                {
                    types.Add(type);
                }
                else
                {
                    types[at] = queries.Common(types[at], type);
                }

                at++;
            }
        }

        return new TypedRelation("", [.. types.Select((type, at) => new TypedColumn(FormattableString.Invariant($"_col{at}"), type))]);
    }
}
