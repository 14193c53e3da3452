using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
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

    /// <summary>Functions whose values are maps, whatever their arguments.</summary>
    private static readonly FrozenSet<string> OfMaps = FrozenSet.Create(
        StringComparer.Ordinal, "array_histogram", "histogram", "map", "map_agg", "map_concat", "map_filter", "map_from_entries", "map_of", "map_union", "map_zip_with", "multimap_agg", "multimap_from_entries", "multimap_of",
        "split_to_map", "split_to_multimap", "transform_keys", "transform_values");

    private readonly IReadOnlyDictionary<string, string> _parameters;

    private ColumnShapes(IReadOnlyDictionary<string, string> parameters) => _parameters = parameters;

    /// <summary>The shapes of a result's columns, by their place from 0, or before the end of the list where negative.</summary>
    public IReadOnlyDictionary<int, string> Places { get; private set; } = new Dictionary<int, string>();

    /// <summary>Whether a node is a function whose values are maps, before or after it is rewritten.</summary>
    public static bool IsMap(JsonObject node) =>
        Nodes.FunctionName(node) is { } name && OfMaps.Contains(MacroNames.Function(name));

    /// <param name="query">The query's node, before it is rewritten.</param>
    /// <param name="parameters">The shapes of parameters.</param>
    public static ColumnShapes Of(JsonObject query, IReadOnlyDictionary<string, string> parameters)
    {
        var shapes = new ColumnShapes(parameters);
        var columns = shapes.OfQuery(query, new Dictionary<string, List<Column?>>(StringComparer.Ordinal), 0);
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
    private List<Column?> OfQuery(JsonObject? query, Dictionary<string, List<Column?>> queries, int depth)
    {
        if (query is null || depth > MaxDepth)
        {
            return [null];
        }

        if (query["cte_map"]?["map"] is JsonArray { Count: > 0 } named)
        {
            queries = new Dictionary<string, List<Column?>>(queries, StringComparer.Ordinal);
            foreach (var each in named.OfType<JsonObject>())
            {
                queries[AsciiNames.Lower(Nodes.Text(each, "key"))] = Renamed(OfQuery(each["value"]?["query"]?["node"] as JsonObject, queries, depth + 1), each["value"]?["aliases"] as JsonArray);
            }
        }

        switch (Nodes.Text(query, "type"))
        {
            case "SELECT_NODE":
                return OfSelect(query, queries, depth);
            case "SET_OPERATION_NODE":
                var (left, right) = (OfQuery(query["left"] as JsonObject, queries, depth + 1), OfQuery(query["right"] as JsonObject, queries, depth + 1));
                return left.Contains(null) || right.Contains(null) || left.Count != right.Count ? [null] : [.. left.Zip(right, (one, other) => one! with { Shape = Together(one.Shape, other!.Shape) })];
            default:
                return [null];
        }
    }

    private List<Column?> OfSelect(JsonObject select, Dictionary<string, List<Column?>> queries, int depth)
    {
        List<(string Name, List<Column?> Columns)> tables = [];
        var isMerged = false;
        Tables(select["from_table"] as JsonObject);
        var columns = new List<Column?>();
        foreach (var item in select["select_list"]!.AsArray().OfType<JsonObject>())
        {
            if (Nodes.Class(item) == "STAR")
            {
                var table = AsciiNames.Lower(Nodes.Text(item, "relation_name"));
                columns.AddRange(isMerged ? [null] : table.Length == 0 ? tables.SelectMany(each => each.Columns) : tables.Find(each => each.Name == table).Columns ?? [null]);
            }
            else if (Nodes.FunctionName(item) == "unnest")
            {
                columns.Add(null);
            }
            else
            {
                var shape = Shape(item, tables, 0);
                var name = Nodes.Text(item, "alias") is { Length: > 0 } alias ? alias : item["column_names"] is JsonArray names ? names[^1]!.GetValue<string>() : "";
                columns.Add(new Column(AsciiNames.Lower(name), shape));
            }
        }

        return columns;

        void Tables(JsonObject? table)
        {
            switch (Nodes.Text(table ?? [], "type"))
            {
                case "JOIN":
                    isMerged |= table!["using_columns"] is JsonArray { Count: > 0 };
                    Tables(table!["left"] as JsonObject);
                    Tables(table["right"] as JsonObject);
                    break;
                case "SUBQUERY":
                    tables.Add((Alias(table!), Renamed(OfQuery(table!["subquery"]?["node"] as JsonObject, queries, depth + 1), table["column_name_alias"] as JsonArray)));
                    break;
                case "BASE_TABLE" when Nodes.Text(table!, "schema_name").Length == 0 && queries.TryGetValue(AsciiNames.Lower(Nodes.Text(table!, "table_name")), out var known):
                    tables.Add((Alias(table!), Renamed(known, table!["column_name_alias"] as JsonArray)));
                    break;
                case "EXPRESSION_LIST":
                    tables.Add((Alias(table!), OfValues(table!)));
                    break;
                case "EMPTY" or "":
                    break;
                default:
                    tables.Add((Alias(table!), [null]));
                    break;
            }
        }
    }

    private static string Alias(JsonObject table) => AsciiNames.Lower(Nodes.Text(table, "alias") is { Length: > 0 } alias ? alias : Nodes.Text(table, "table_name"));

    private static List<Column?> Renamed(List<Column?> columns, JsonArray? names) =>
        names is null || columns.Contains(null) ? columns : [.. columns.Select((column, at) => at < names.Count ? column! with { Name = AsciiNames.Lower(names[at]!.GetValue<string>()) } : column)];

    private List<Column?> OfValues(JsonObject table)
    {
        var rows = table["values"]!.AsArray().Select(row => row!.AsArray()).ToList();
        if (rows.Count == 0 || rows.Exists(row => row.Count != rows[0].Count))
        {
            return [null];
        }

        var columns = Enumerable.Range(0, rows[0].Count).Select(at => (Column?)new Column("", rows.Select(row => Shape(row[at]!.AsObject(), [], 0)).Aggregate(Together))).ToList();
        return Renamed(columns, table["expected_names"] as JsonArray);
    }

    private string Shape(JsonObject item, List<(string Name, List<Column?> Columns)> tables, int depth)
    {
        if (depth > MaxDepth)
        {
            return Own;
        }

        string Of(JsonNode? part) => part is JsonObject each ? Shape(each, tables, depth + 1) : Own;
        string All(IEnumerable<JsonNode?> parts) => parts.Select(Of).Aggregate(Untyped, Together);
        switch (Nodes.Class(item))
        {
            case "CONSTANT":
                return item["value"]?["type"] is JsonObject type && Nodes.Text(type, "id") == "NULL" ? Untyped : Own;
            case "PARAMETER":
                return _parameters.GetValueOrDefault(Nodes.Text(item, "identifier"), Own);
            case "CAST" when TypeGrammar.Bounded(item["cast_type"]!.AsObject()) is (var length, true):
                return string.Create(CultureInfo.InvariantCulture, $"c{length};");
            case "CASE":
                return All(item["case_checks"]!.AsArray().Select(check => check!["then_expr"]).Append(item["else_expr"]));
            case "OPERATOR" when Nodes.Text(item, "type") == "OPERATOR_COALESCE":
                return All(Nodes.Children(item));
            case "OPERATOR" when Nodes.Text(item, "type") == "ARRAY_CONSTRUCTOR":
                return $"({All(Nodes.Children(item))})";
            case "FUNCTION":
                return OfFunction(item, Of, All);
            case "COLUMN_REF":
                return OfColumn([.. item["column_names"]!.AsArray().Select(name => AsciiNames.Lower(name!.GetValue<string>()))], tables);
            default:
                return Own;
        }
    }

    private static string OfFunction(JsonObject function, Func<JsonNode?, string> of, Func<IEnumerable<JsonNode?>, string> all)
    {
        var children = Nodes.Children(function);
        switch (Nodes.FunctionName(function))
        {
            case "list_value":
                return $"({all(children)})";
            case "row" when children.Count > 0:
                return $"({string.Concat(children.Select(of))})";
            case "map" when children.Count == 0:
                return "(??)";
            case "map" when children.Count == 2 && of(children[0]) is ['(', .. var keys, ')'] && of(children[1]) is ['(', .. var values, ')']:
                return $"({keys}{values})";
            case "map" when children.Count == 2 && of(children[0]) is Own && of(children[1]) is ['(', .. var values, ')']:
                return $"(.{values})";
            case "to_months" or "to_years":
                return Months;
            case "+" or "-" when children.Count > 0 && children.All(each => of(each) == Months):
                return Months;
            case "*" when children.Count == 2 && (of(children[0]) == Months || of(children[1]) == Months):
                return Months;
            case "max" or "min" or "any_value" or "arbitrary" or "greatest" or "least" when children.Count > 0 && children.All(each => of(each) is Months or Untyped) && of(children[0]) == Months:
                return Months;
            case "array_agg" when children.Count == 1:
                return $"({of(children[0])})";
            case "max" or "min" or "any_value" or "arbitrary" when children.Count == 1 && of(children[0]) is ['c', ..] and var shape:
                return shape;
            default:
                return Own;
        }
    }

    private static string OfColumn(string[] names, List<(string Name, List<Column?> Columns)> tables)
    {
        var found = names.Length > 2 ? [] : tables.Where(table => names.Length == 1 || table.Name == names[0]).SelectMany(table => table.Columns).Where(column => column?.Name == names[^1]).ToList();
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
