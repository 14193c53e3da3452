using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>
/// Types of columns that the engine does not keep: NULL without a type, intervals of months, and texts of a length with blanks. A shape is
/// <c>?</c> for a value without a type, <c>m</c> for an interval of months, <c>c12;</c> for a char(12), <c>.</c> for the engine's own type, and these in parentheses for the parts of an array, map or
/// row: <c>(.?)</c> is a map whose values have no type. Pure.
/// </summary>
internal sealed class ColumnShapes
{
    /// <summary>A value without a type.</summary>
    public const string Untyped = "?";

    /// <summary>An interval of years and months.</summary>
    public const string Months = "m";

    /// <summary>A value of the engine's own type.</summary>
    public const string Own = ".";

    private const int MaxDepth = 40;

    // Rows of rows that the query names by CTEs share their parts, and their shape repeats them.
    private const int MaxLength = 1_000;
    private const int MaxColumns = 50_000;

    /// <summary>Functions whose values are maps, whatever their arguments.</summary>
    private static readonly FrozenSet<string> OfMaps = FrozenSet.Create(
        StringComparer.Ordinal, "array_histogram", "histogram", "map", "map_agg", "map_concat", "map_filter", "map_from_entries", "map_of", "map_union", "map_zip_with", "multimap_agg", "multimap_from_entries", "multimap_of",
        "split_to_map", "split_to_multimap", "transform_keys", "transform_values");

    private readonly IReadOnlyDictionary<string, string> _parameters;
    private int _columns;

    private ColumnShapes(IReadOnlyDictionary<string, string> parameters) => _parameters = parameters;

    /// <summary>The shapes of a result's columns, by their place from 0, or before the end of the list where negative.</summary>
    public IReadOnlyDictionary<int, string> Places { get; private set; } = new Dictionary<int, string>();

    /// <summary>Whether a node is a function whose values are maps, before or after it is rewritten.</summary>
    public static bool IsMap(JsonObject node) =>
        Nodes.FunctionName(node) is { } name && OfMaps.Contains(MacroNames.Function(name));

    /// <param name="query">The query's node, before it is rewritten.</param>
    /// <param name="parameters">The shapes of parameters.</param>
    public static ColumnShapes Of(QueryNode query, IReadOnlyDictionary<string, string> parameters)
    {
        var shapes = new ColumnShapes(parameters);
        var columns = shapes.OfQuery(query, [], 0);
        var (first, last) = (columns.IndexOf(null), columns.LastIndexOf(null));
        var places = new Dictionary<int, string>();
        for (var at = 0; at < columns.Count; at++)
        {
            if (columns[at] is { } column && column.Shape.AsSpan().ContainsAny('?', 'c', 'm') && (first < 0 || at < first || at > last))
            {
                places[first < 0 || at < first ? at : at - columns.Count] = column.Shape;
            }
        }

        shapes.Places = places;
        return shapes;
    }

    // Null means columns that are not known: a star of a product.
    private List<Column?> OfQuery(QueryNode query, Dictionary<string, List<Column?>> queries, int depth)
    {
        if (depth > MaxDepth)
        {
            return [null];
        }

        queries = new Dictionary<string, List<Column?>>(queries, AsciiNames.Comparer);
        foreach (var (name, columns, cte) in query.Ctes)
        {
            queries[name] = Renamed(OfQuery(cte, queries, depth + 1), columns);
        }

        switch (query.Kind)
        {
            case "SELECT_NODE":
                return OfSelect(query, queries, depth);
            case "SET_OPERATION_NODE":
                var (left, right) = (OfQuery(query.Left, queries, depth + 1), OfQuery(query.Right, queries, depth + 1));
                return left.Contains(null) || right.Contains(null) || left.Count != right.Count ? [null] : [.. left.Zip(right, (one, other) => one! with { Shape = Together(one.Shape, other!.Shape) })];
            default:
                return [null];
        }
    }

    private List<Column?> OfSelect(QueryNode select, Dictionary<string, List<Column?>> queries, int depth)
    {
        List<(string Name, List<Column?> Columns)> tables = [];
        var isMerged = false;
        Tables(select.From);
        var columns = new List<Column?>();
        foreach (var item in select.SelectList)
        {
            foreach (var selected in Selected(item))
            {
                Bound(selected.Count);
                columns.AddRange(selected);
            }
        }

        return columns;

        IEnumerable<List<Column?>> Selected(ExpressionNode item) =>
            item.Kind != "STAR" ? [[item.CalledName == "unnest" ? null : new Column(item.ResultName, Shape(item, tables, 0))]]
            : isMerged ? [[null]]
            : item.StarOf.Length == 0 ? tables.Select(each => each.Columns)
            : [tables.Find(each => AsciiNames.Comparer.Equals(each.Name, item.StarOf)).Columns ?? [null]];

        void Tables(TableNode table)
        {
            switch (table.Kind)
            {
                case "JOIN":
                    isMerged |= table.Using.Count > 0;
                    Tables(table.Left);
                    Tables(table.Right);
                    break;
                case "SUBQUERY":
                    tables.Add((table.Alias, Renamed(OfQuery(table.Subquery, queries, depth + 1), table.Columns)));
                    break;
                case "BASE_TABLE" when table.Schema.Length == 0 && queries.TryGetValue(table.Name, out var known):
                    tables.Add((table.Alias.Length > 0 ? table.Alias : table.Name, Renamed(known, table.Columns)));
                    break;
                case "EXPRESSION_LIST":
                    tables.Add((table.Alias, OfValues(table)));
                    break;
                case "EMPTY":
                    break;
                default:
                    tables.Add((table is { Kind: "BASE_TABLE", Alias.Length: 0 } ? table.Name : table.Alias, [null]));
                    break;
            }
        }
    }

    private void Bound(int columns)
    {
        _columns += columns;
        if (_columns > MaxColumns)
        {
            throw new QueryFailedException(QueryFailure.TooDeep);
        }
    }

    private static List<Column?> Renamed(List<Column?> columns, IReadOnlyList<string> names) =>
        columns.Contains(null) ? columns : [.. columns.Select((column, at) => at < names.Count ? column! with { Name = names[at] } : column)];

    private List<Column?> OfValues(TableNode table)
    {
        var rows = table.Rows;
        if (rows.Count == 0 || rows.Any(row => row.Count != rows[0].Count))
        {
            return [null];
        }

        return Renamed([.. Enumerable.Range(0, rows[0].Count).Select(at => new Column("", rows.Select(row => Shape(row[at], [], 0)).Aggregate(Together)))], table.Columns);
    }

    private string Shape(ExpressionNode item, List<(string Name, List<Column?> Columns)> tables, int depth)
    {
        if (depth > MaxDepth)
        {
            return Own;
        }

        string Of(ExpressionNode part) => Shape(part, tables, depth + 1);
        string All(IEnumerable<ExpressionNode> parts) => parts.Select(Of).Aggregate(Untyped, Together);
        switch (item.Kind)
        {
            case "CONSTANT":
                return ExpressionKinds.OfType(item.Value["type"]) == ExpressionKind.Null ? Untyped : Own;
            case "PARAMETER":
                return _parameters.GetValueOrDefault(item.Identifier, Own);
            case "CAST" when TypeGrammar.Bounded(item.CastType) is (var length, true):
                return string.Create(CultureInfo.InvariantCulture, $"c{length};");
            case "CASE":
                return Together(All(item.Checks.Select(check => check.Then)), item.Else is { } otherwise ? Of(otherwise) : Own);
            case "OPERATOR" when item.Type == "OPERATOR_COALESCE":
                return All(item.Children);
            case "OPERATOR" when item.Type == "ARRAY_CONSTRUCTOR":
                return $"({All(item.Children)})";
            case "FUNCTION":
                return OfFunction(item.CalledName ?? "", [.. item.Children.Select(Of)]);
            case "COLUMN_REF":
                return OfColumn(item.Names, tables);
            default:
                return Own;
        }
    }

    private static string OfFunction(string name, IReadOnlyList<string> arguments)
    {
        if (arguments.Sum(each => each.Length) > MaxLength)
        {
            return Own;
        }

        switch (name)
        {
            case "list_value":
                return $"({arguments.Aggregate(Untyped, Together)})";
            case "row" when arguments.Count > 0:
                return $"({string.Concat(arguments)})";
            case "map" when arguments.Count == 0:
                return "(??)";
            case "map" when arguments is [['(', .. var keys, ')'], ['(', .. var values, ')']]:
                return $"({keys}{values})";
            case "map" when arguments is [Own, ['(', .. var values, ')']]:
                return $"(.{values})";
            case "to_months" or "to_years":
                return Months;
            case "+" or "-" when arguments.Count > 0 && arguments.All(each => each == Months):
                return Months;
            case "*" when arguments.Count == 2 && arguments.Contains(Months):
                return Months;
            case "max" or "min" or "any_value" or "arbitrary" or "greatest" or "least" when arguments.All(each => each is Months or Untyped) && arguments is [Months, ..]:
                return Months;
            case "array_agg" when arguments.Count == 1:
                return $"({arguments[0]})";
            case "max" or "min" or "any_value" or "arbitrary" when arguments is [['c', ..] shape]:
                return shape;
            default:
                return Own;
        }
    }

    private static string OfColumn(IReadOnlyList<string> names, List<(string Name, List<Column?> Columns)> tables)
    {
        var named = names.Count > 2 ? [] : tables.Where(table => names.Count == 1 || AsciiNames.Comparer.Equals(table.Name, names[0]));
        var found = named.SelectMany(table => table.Columns).Where(column => AsciiNames.Comparer.Equals(column?.Name, names[^1])).ToList();
        return found is [{ Shape: var shape }] ? shape : Own;
    }

    /// <summary>The shape of one value that has the types of two.</summary>
    internal static string Together(string one, string other)
    {
        if (one == other || other == Untyped)
        {
            return one;
        }

        if (one == Untyped)
        {
            return other;
        }

        var (a, b) = (Parts(one), Parts(other));
        return a.Count == b.Count && a.Count > 0 ? $"({string.Concat(a.Zip(b, Together))})" : Own;
    }

    /// <summary>The shapes of a value's parts; none for one without parts.</summary>
    internal static List<string> Parts(string shape)
    {
        List<string> parts = [];
        for (var at = 1; shape[0] == '(' && at < shape.Length - 1;)
        {
            var start = at;
            var open = 0;
            do
            {
                open += shape[at] == '(' ? 1 : shape[at] == ')' ? -1 : 0;
                at = shape[at] == 'c' ? shape.IndexOf(';', at) + 1 : at + 1;
            }
            while (open > 0);
            parts.Add(shape[start..at]);
        }

        return parts;
    }

    private sealed record Column(string Name, string Shape);
}
