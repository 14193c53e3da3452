using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>Finds the columns used in FROM and in expressions.</summary>
internal sealed partial class ColumnUses
{
    private IReadOnlyList<QueryRelation> From(JsonElement table, QueryCte? ctes, QueryScope? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var alias = table.GetProperty("alias").GetString()!;
        switch (table.GetProperty("type").GetString())
        {
            case "BASE_TABLE":
                return [BaseTable(table, alias, ctes)];
            case "SUBQUERY":
                return [new QueryRelation(alias, Renamed(Query(table.GetProperty("subquery").GetProperty("node"), ctes, outer), table.GetProperty("column_name_alias")))];
            case "JOIN":
                return Join(table, alias, ctes, outer);
            case "TABLE_FUNCTION":
                Expression(table.GetProperty("function"), outer ?? new QueryScope([], null), ctes, QueryClause.Select);
                return [new QueryRelation(alias, [])];
            case "EXPRESSION_LIST":
                foreach (var row in table.GetProperty("values").EnumerateArray())
                {
                    foreach (var value in row.EnumerateArray())
                    {
                        Expression(value, outer ?? new QueryScope([], null), ctes, QueryClause.Select);
                    }
                }

                return [new QueryRelation(alias, [])];
            default:
                return [];
        }
    }

    private QueryRelation BaseTable(JsonElement table, string alias, QueryCte? ctes)
    {
        var name = table.GetProperty("table_name").GetString()!;
        var isPlain = table.GetProperty("schema_name").GetString() is not { Length: > 0 };
        IReadOnlyList<QueryColumn> columns =
            table.GetProperty("query_location").TryGetUInt64(out var offset) && _places.TryGetValue(offset, out var place) ? [.. _tables[place].Columns.Select(column => new QueryColumn(column, [new SourceColumn(place, column)]))]
            : isPlain && QueryCte.Find(ctes, name) is { } cte ? cte
            : [];
        Bound(columns.Count);
        return new QueryRelation(alias.Length > 0 ? alias : name, Renamed(columns, table.GetProperty("column_name_alias")));
    }

    private IReadOnlyList<QueryRelation> Join(JsonElement join, string alias, QueryCte? ctes, QueryScope? outer)
    {
        var left = From(join.GetProperty("left"), ctes, outer);
        // The right side of a lateral join sees the left one.
        var right = From(join.GetProperty("right"), ctes, new QueryScope(left, outer));
        IReadOnlyList<QueryRelation> both = [.. left, .. right];
        var scope = new QueryScope(both, outer);
        foreach (var column in join.GetProperty("using_columns").EnumerateArray())
        {
            Use(scope.Resolve([column.GetString()!]), QueryClause.Join);
        }

        if (join.GetProperty("ref_type").GetString() == "NATURAL")
        {
            foreach (var column in left.SelectMany(relation => relation.Columns).Where(column => right.Any(relation => relation.Find(column.Name) is not null)))
            {
                Use(scope.Resolve([column.Name]), QueryClause.Join);
            }
        }

        Optional(join.GetProperty("condition"), scope, ctes, QueryClause.Join);
        return alias.Length == 0 ? both : [new QueryRelation(alias, [.. both.SelectMany(relation => relation.Columns)])];
    }

    private void Optional(JsonElement expression, QueryScope scope, QueryCte? ctes, QueryClause clause)
    {
        if (expression.ValueKind != JsonValueKind.Null)
        {
            Expression(expression, scope, ctes, clause);
        }
    }

    private IReadOnlyCollection<SourceColumn> Expression(JsonElement expression, QueryScope scope, QueryCte? ctes, QueryClause clause)
    {
        HashSet<SourceColumn> found = [];
        Collect(expression, scope, ctes, clause, found);
        return found.Count == 0 ? None : found;
    }

    private void Collect(JsonElement part, QueryScope scope, QueryCte? ctes, QueryClause clause, HashSet<SourceColumn> found)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (part.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in part.EnumerateArray())
                {
                    Collect(item, scope, ctes, clause, found);
                }

                break;
            case JsonValueKind.Object:
                OfObject(part, scope, ctes, clause, found);
                break;
        }
    }

    private void OfObject(JsonElement part, QueryScope scope, QueryCte? ctes, QueryClause clause, HashSet<SourceColumn> found)
    {
        switch (part.TryGetProperty("class", out var kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString() : null)
        {
            case "CONSTANT":
                return;
            case "COLUMN_REF":
                found.UnionWith(Use(scope.Resolve([.. part.GetProperty("column_names").EnumerateArray().Select(name => name.GetString()!)]), clause));
                return;
            case "SUBQUERY":
                Collect(part.GetProperty("child"), scope, ctes, clause, found);
                found.UnionWith(Query(part.GetProperty("subquery").GetProperty("node"), ctes, scope).SelectMany(column => Use(column.Sources, clause)));
                return;
            case "STAR":
                // COLUMNS(…): those that it chooses are among all of them.
                found.UnionWith(scope.Relations.SelectMany(relation => relation.Columns).SelectMany(column => Use(column.Sources, clause)));
                return;
            case "FUNCTION":
                // o.email.upper() is upper(o.email) to the engine.
                if (Qualifier(part) is { Count: > 0 } qualifier)
                {
                    found.UnionWith(Use(scope.Resolve(qualifier), clause));
                }

                Collect(part.GetProperty("children"), scope, ctes, clause, found);
                Collect(part.GetProperty("filter"), scope, ctes, QueryClause.Where, found);
                Collect(part.GetProperty("order_bys"), scope, ctes, QueryClause.Order, found);
                return;
            case "WINDOW":
                foreach (var member in part.EnumerateObject())
                {
                    Collect(member.Value, scope, ctes, member.Name switch { "partitions" => QueryClause.Group, "orders" or "arg_orders" => QueryClause.Order, "filter_expr" => QueryClause.Where, _ => clause }, found);
                }

                return;
        }

        foreach (var member in part.EnumerateObject())
        {
            Collect(member.Value, scope, ctes, clause, found);
        }
    }

    private static List<string> Qualifier(JsonElement function) =>
        [.. new[] { function.GetProperty("catalog").GetString(), function.GetProperty("schema").GetString() }.OfType<string>().Where(name => name.Length > 0 && !AsciiNames.Comparer.Equals(name, "main"))];
}
