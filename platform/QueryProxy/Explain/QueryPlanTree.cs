using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.QueryProxy.Explain;

/// <summary>
/// The steps of a query, read from the tree of its text. The engine's own plan is not shown: it has masks, filters, files and statistics
/// of rows that the reader may not see. What is here the reader wrote, without the values. Pure.
/// </summary>
internal sealed class QueryPlanTree(IReadOnlyDictionary<string, IReadOnlyList<string>> tables)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4_000 };

    /// <summary>The steps of a query.</summary>
    /// <param name="tree">The tree of a query that was understood (<see cref="SqlAnalyzer"/>).</param>
    /// <param name="tables">What is known of the products that it reads, by <c>domain.product</c>.</param>
    public static PlanNode Of(ReadOnlyMemory<byte> tree, IReadOnlyDictionary<string, IReadOnlyList<string>> tables)
    {
        using var document = JsonDocument.Parse(tree, Options);
        var node = document.RootElement.GetProperty("statements")[0].GetProperty("node");
        var plan = new QueryPlanTree(tables);
        return PlanNode.Of("Output", plan.Node(node, []), new KeyValuePair<string, string>("columnNames", List(OutputNames(node))));
    }

    private PlanNode Node(JsonElement node, IReadOnlyList<(string Name, PlanNode Plan)> ctes)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var cte in node.GetProperty("cte_map").GetProperty("map").EnumerateArray())
        {
            ctes = [.. ctes, (cte.GetProperty("key").GetString()!, Node(cte.GetProperty("value").GetProperty("query").GetProperty("node"), ctes))];
        }

        var plan = node.GetProperty("type").GetString() switch
        {
            "SELECT_NODE" => Select(node, ctes),
            "SET_OPERATION_NODE" => new PlanNode(SetOperation(node), [], [Node(node.GetProperty("left"), ctes), Node(node.GetProperty("right"), ctes)]),
            _ => new PlanNode("RecursiveUnion", [], [Node(node.GetProperty("left"), ctes)]),
        };
        return node.GetProperty("modifiers").EnumerateArray().Aggregate(plan, Modified);
    }

    private PlanNode Select(JsonElement node, IReadOnlyList<(string, PlanNode)> ctes)
    {
        var plan = From(node.GetProperty("from_table"), ctes);
        plan = Filtered(plan, node.GetProperty("where_clause"), "Filter");
        var keys = node.GetProperty("group_expressions");
        var functions = Functions(node.GetProperty("select_list"), "FUNCTION").Where(IsAggregate).Distinct(StringComparer.Ordinal).ToList();
        if (keys.GetArrayLength() > 0 || functions.Count > 0 || node.GetProperty("aggregate_handling").GetString() != "STANDARD_HANDLING")
        {
            plan = PlanNode.Of("Aggregate", plan, new("keys", List(Columns(keys))), new("functions", List(functions)));
        }

        plan = Filtered(plan, node.GetProperty("having"), "Filter");
        if (Functions(node.GetProperty("select_list"), "WINDOW").Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } windows)
        {
            plan = PlanNode.Of("Window", plan, new KeyValuePair<string, string>("functions", List(windows)));
        }

        return Filtered(plan, node.GetProperty("qualify"), "Filter");
    }

    private PlanNode From(JsonElement table, IReadOnlyList<(string Name, PlanNode Plan)> ctes)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (table.GetProperty("type").GetString())
        {
            case "BASE_TABLE":
                string[] name = [table.GetProperty("catalog_name").GetString()!, table.GetProperty("schema_name").GetString()!, table.GetProperty("table_name").GetString()!];
                return name[0].Length == 0 && name[1].Length == 0 && ctes.LastOrDefault(cte => AsciiNames.Comparer.Equals(cte.Name, name[2])).Plan is { } shared ? shared : Scan(name);
            case "JOIN":
                var kind = table.GetProperty("ref_type").GetString() == "CROSS" ? "CrossJoin" : $"{Title(table.GetProperty("join_type").GetString()!)}Join";
                return new PlanNode(kind, [new("criteria", List([.. Columns(table.GetProperty("condition")), .. table.GetProperty("using_columns").EnumerateArray().Select(column => column.GetString()!)]))],
                    [From(table.GetProperty("left"), ctes), From(table.GetProperty("right"), ctes)]);
            case "SUBQUERY":
                return Node(table.GetProperty("subquery").GetProperty("node"), ctes);
            case "TABLE_FUNCTION":
                return new PlanNode("TableFunctionProcessor", [new("name", table.GetProperty("function").GetProperty("function_name").GetString()!)], []);
            default:
                return new PlanNode("Values", [], []);
        }
    }

    private PlanNode Scan(string[] name)
    {
        var product = tables.Keys.FirstOrDefault(key => AsciiNames.Comparer.Equals(key, $"{name[1]}.{name[2]}") || (name[1].Length == 0 && key.EndsWith($".{AsciiNames.Lower(name[2])}", StringComparison.Ordinal)));
        return new PlanNode("TableScan", [new("table", product is null ? string.Join(':', name.Where(part => part.Length > 0)) : $"{Definition.Catalog}:{product.Replace('.', ':')}")], [])
        {
            Details = product is null ? [] : tables[product],
        };
    }

    private static PlanNode Filtered(PlanNode plan, JsonElement condition, string kind) =>
        condition.ValueKind == JsonValueKind.Null ? plan : PlanNode.Of(kind, plan, new KeyValuePair<string, string>("columns", List(Columns(condition))));

    private static PlanNode Modified(PlanNode plan, JsonElement modifier) => modifier.GetProperty("type").GetString() switch
    {
        "ORDER_MODIFIER" => PlanNode.Of("Sort", plan, new KeyValuePair<string, string>("orderBy", List(Columns(modifier.GetProperty("orders"))))),
        "DISTINCT_MODIFIER" => PlanNode.Of("Distinct", plan),
        _ => PlanNode.Of("Limit", plan),
    };

    private static string SetOperation(JsonElement node) => $"{Title(node.GetProperty("setop_type").GetString()!)}{(node.GetProperty("setop_all").GetBoolean() ? "All" : "")}";

    private static string Title(string word) => word.Length == 0 ? word : $"{word[0]}{word[1..].ToLowerInvariant()}";

    private static bool IsAggregate(string function) => SafeFunctions.IsAggregate(function);

    private static IEnumerable<string> OutputNames(JsonElement node)
    {
        while (node.TryGetProperty("left", out var left))
        {
            node = left;
        }

        return node.GetProperty("select_list").EnumerateArray().Select(expression =>
            expression.GetProperty("alias").GetString() is { Length: > 0 } alias ? alias
            : expression.GetProperty("class").GetString() switch
            {
                "COLUMN_REF" => expression.GetProperty("column_names").EnumerateArray().Last().GetString()!,
                "STAR" => "*",
                "FUNCTION" => expression.GetProperty("function_name").GetString()!,
                _ => "expr",
            });
    }

    /// <summary>The columns that an expression names, without those of subqueries in it.</summary>
    private static IEnumerable<string> Columns(JsonElement expression) =>
        Find(expression, "COLUMN_REF").Select(column => string.Join('.', column.GetProperty("column_names").EnumerateArray().Select(part => part.GetString()))).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Functions(JsonElement expressions, string kind) => Find(expressions, kind).Select(function => AsciiNames.Lower(function.GetProperty("function_name").GetString()!));

    private static IEnumerable<JsonElement> Find(JsonElement element, string kind)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().SelectMany(item => Find(item, kind));
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var own = element.TryGetProperty("class", out var name) && name.GetString() is var @class && @class == kind ? [element] : Enumerable.Empty<JsonElement>();
        return own.Concat(element.EnumerateObject().Where(member => member.Name != "subquery").SelectMany(member => Find(member.Value, kind)));
    }

    private static string List(IEnumerable<string> names) => $"[{string.Join(", ", names)}]";
}
