using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Contracts.Queries;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>
/// Finds the columns of products that each clause of a query uses, through aliases, subqueries and CTEs, from the tree of a query that was
/// permitted (<see cref="SqlAnalyzer"/>). Pure. It decides nothing about access: a form that it does not know makes the columns unknown.
/// </summary>
internal sealed partial class ColumnUses
{
    // A query that repeats all columns of wide products again and again is not worth more.
    private const int MaxColumns = 50_000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4_000 };
    private static readonly IReadOnlyCollection<SourceColumn> None = [];

    private readonly IReadOnlyList<ReadTable> _tables;
    private readonly Dictionary<ulong, int> _places = [];
    private readonly Dictionary<SourceColumn, QueryClause> _uses = [];
    private int _columns;

    private ColumnUses(IReadOnlyList<ReadTable> tables)
    {
        _tables = tables;
        for (var table = 0; table < tables.Count; table++)
        {
            _places[tables[table].Offset] = table;
        }
    }

    /// <summary>The columns of each table by clause; null where they are not known.</summary>
    public static IReadOnlyList<CapturedColumns>? Of(QueryReading reading)
    {
        try
        {
            using var document = JsonDocument.Parse(reading.Tree, Options);
            var uses = new ColumnUses(reading.Tables);
            uses.Query(document.RootElement.GetProperty("statements")[0].GetProperty("node"), ctes: null, outer: null);
            return [.. Enumerable.Range(0, reading.Tables.Count).Select(uses.OfTable)];
        }
        catch (Exception unknown) when (unknown is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or ArgumentException or InsufficientExecutionStackException)
        {
            return null;
        }
    }

    private CapturedColumns OfTable(int table)
    {
        IReadOnlyList<string> In(QueryClause clause) =>
            [.. _uses.Where(use => use.Key.Table == table && use.Value.HasFlag(clause)).Select(use => use.Key.Name).Order(StringComparer.Ordinal)];

        return new CapturedColumns
        {
            Select = In(QueryClause.Select),
            Where = In(QueryClause.Where),
            Join = In(QueryClause.Join),
            Group = In(QueryClause.Group),
            Order = In(QueryClause.Order),
        };
    }

    private IReadOnlyCollection<SourceColumn> Use(IReadOnlyCollection<SourceColumn> columns, QueryClause clause)
    {
        foreach (var column in columns)
        {
            _uses[column] = _uses.GetValueOrDefault(column) | clause;
        }

        return columns;
    }

    private IReadOnlyList<QueryColumn> Query(JsonElement node, QueryCte? ctes, QueryScope? outer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var cte in node.GetProperty("cte_map").GetProperty("map").EnumerateArray())
        {
            var value = cte.GetProperty("value");
            var columns = Query(value.GetProperty("query").GetProperty("node"), ctes, outer);
            ctes = new QueryCte(cte.GetProperty("key").GetString()!, Renamed(columns, value.GetProperty("aliases")), ctes);
        }

        switch (node.GetProperty("type").GetString())
        {
            case "SELECT_NODE":
                return Select(node, ctes, outer);
            case "SET_OPERATION_NODE":
                var isByName = node.GetProperty("setop_type").GetString()!.EndsWith("BY_NAME", StringComparison.Ordinal);
                return Ordered(node, Union(Query(node.GetProperty("left"), ctes, outer), Query(node.GetProperty("right"), ctes, outer), isByName), ctes, outer);
            case "RECURSIVE_CTE_NODE":
                var first = Renamed(Query(node.GetProperty("left"), ctes, outer), node.GetProperty("aliases"));
                var next = Query(node.GetProperty("right"), new QueryCte(node.GetProperty("cte_name").GetString()!, first, ctes), outer);
                return Ordered(node, Union(first, next, isByName: false), ctes, outer);
            default:
                throw new InvalidOperationException("A query of an unknown form.");
        }
    }

    private IReadOnlyList<QueryColumn> Select(JsonElement node, QueryCte? ctes, QueryScope? outer)
    {
        var scope = new QueryScope(From(node.GetProperty("from_table"), ctes, outer), outer);
        List<QueryColumn> selected = [];
        foreach (var expression in node.GetProperty("select_list").EnumerateArray())
        {
            selected.AddRange(Selected(expression, scope, ctes));
            foreach (var column in selected.Where(column => column.Name.Length > 0))
            {
                scope.Aliases[column.Name] = column.Sources;
            }
        }

        Bound(selected.Count);
        Optional(node.GetProperty("where_clause"), scope, ctes, QueryClause.Where);
        foreach (var group in node.GetProperty("group_expressions").EnumerateArray())
        {
            Positional(group, selected, scope, ctes, QueryClause.Group);
        }

        GroupByAll(node, selected);

        Optional(node.GetProperty("having"), scope, ctes, QueryClause.Where);
        Optional(node.GetProperty("qualify"), scope, ctes, QueryClause.Where);
        Modifiers(node.GetProperty("modifiers"), selected, scope, ctes);
        return selected;
    }

    // GROUP BY ALL: by every column of the list that is not aggregated.
    private void GroupByAll(JsonElement node, List<QueryColumn> selected)
    {
        var list = node.GetProperty("select_list");
        if (node.GetProperty("aggregate_handling").GetString() != "FORCE_AGGREGATES" || list.GetArrayLength() != selected.Count)
        {
            return;
        }

        foreach (var (expression, column) in list.EnumerateArray().Zip(selected))
        {
            if (expression.GetProperty("class").GetString() == "COLUMN_REF")
            {
                Use(column.Sources, QueryClause.Group);
            }
        }
    }

    private IEnumerable<QueryColumn> Selected(JsonElement expression, QueryScope scope, QueryCte? ctes)
    {
        if (expression.GetProperty("class").GetString() == "STAR" && expression.GetProperty("expr").ValueKind == JsonValueKind.Null)
        {
            return Star(expression, scope, ctes);
        }

        var alias = expression.GetProperty("alias").GetString()!;
        var name = alias.Length > 0 ? alias
            : expression.GetProperty("class").GetString() == "COLUMN_REF" ? expression.GetProperty("column_names").EnumerateArray().Last().GetString()!
            : "";
        return [new QueryColumn(name, Expression(expression, scope, ctes, QueryClause.Select))];
    }

    private List<QueryColumn> Star(JsonElement star, QueryScope scope, QueryCte? ctes)
    {
        var relation = star.GetProperty("relation_name").GetString()!;
        var replaced = star.GetProperty("replace_list").EnumerateArray().ToDictionary(each => each.GetProperty("key").GetString()!, each => each.GetProperty("value"), AsciiNames.Comparer);
        var excluded = Excluded(star).ToHashSet(AsciiNames.Comparer);
        List<QueryColumn> columns = [];
        foreach (var column in scope.Relations.Where(each => relation.Length == 0 || AsciiNames.Comparer.Equals(each.Name, relation)).SelectMany(each => each.Columns).Where(each => !excluded.Contains(each.Name)))
        {
            columns.Add(replaced.TryGetValue(column.Name, out var value)
                ? column with { Sources = Expression(value, scope, ctes, QueryClause.Select) }
                : column with { Sources = Use(column.Sources, QueryClause.Select) });
        }

        return columns;
    }

    // ["at"], or [{"catalog": "", "schema": "", "table": "o", "column": "at"}]
    private static IEnumerable<string> Excluded(JsonElement star) =>
        star.GetProperty("exclude_list").EnumerateArray().Concat(star.TryGetProperty("qualified_exclude_list", out var qualified) ? qualified.EnumerateArray() : [])
            .Select(each => each.ValueKind == JsonValueKind.String ? each.GetString()! : each.GetProperty("column").GetString()!);

    private IReadOnlyList<QueryColumn> Ordered(JsonElement node, IReadOnlyList<QueryColumn> columns, QueryCte? ctes, QueryScope? outer)
    {
        Modifiers(node.GetProperty("modifiers"), columns, new QueryScope([new QueryRelation("", columns)], outer), ctes);
        return columns;
    }

    private void Modifiers(JsonElement modifiers, IReadOnlyList<QueryColumn> selected, QueryScope scope, QueryCte? ctes)
    {
        foreach (var modifier in modifiers.EnumerateArray())
        {
            switch (modifier.GetProperty("type").GetString())
            {
                case "ORDER_MODIFIER":
                    foreach (var order in modifier.GetProperty("orders").EnumerateArray())
                    {
                        Positional(order.GetProperty("expression"), selected, scope, ctes, QueryClause.Order);
                    }

                    break;
                case "DISTINCT_MODIFIER":
                    foreach (var target in modifier.GetProperty("distinct_on_targets").EnumerateArray())
                    {
                        Positional(target, selected, scope, ctes, QueryClause.Group);
                    }

                    break;
            }
        }
    }

    // ORDER BY 2, GROUP BY 1, ORDER BY ALL
    private void Positional(JsonElement expression, IReadOnlyList<QueryColumn> selected, QueryScope scope, QueryCte? ctes, QueryClause clause)
    {
        if (expression.GetProperty("class").GetString() == "CONSTANT"
            && expression.GetProperty("value").TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var place))
        {
            if (place >= 1 && place <= selected.Count)
            {
                Use(selected[place - 1].Sources, clause);
            }

            return;
        }

        Expression(expression, scope, ctes, clause);
    }

    private static IReadOnlyList<QueryColumn> Union(IReadOnlyList<QueryColumn> left, IReadOnlyList<QueryColumn> right, bool isByName) => isByName
        ? [.. left.Concat(right).GroupBy(column => column.Name, AsciiNames.Comparer).Select(group => new QueryColumn(group.Key, [.. group.SelectMany(column => column.Sources).Distinct()]))]
        : [.. left.Select((column, place) => place < right.Count ? column with { Sources = [.. column.Sources.Concat(right[place].Sources).Distinct()] } : column)];

    private static IReadOnlyList<QueryColumn> Renamed(IReadOnlyList<QueryColumn> columns, JsonElement names)
    {
        var given = names.EnumerateArray().Select(name => name.GetString()!).ToList();
        return given.Count == 0 ? columns : [.. columns.Select((column, place) => place < given.Count ? column with { Name = given[place] } : column)];
    }

    private void Bound(int columns)
    {
        _columns += columns;
        if (_columns > MaxColumns)
        {
            throw new InvalidOperationException("A query with too many columns.");
        }
    }
}
