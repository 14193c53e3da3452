using System.Runtime.CompilerServices;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.QueryProxy.Explain;

/// <summary>
/// The steps of a query, read from the tree of its text. The engine's own plan is not shown: it has masks, filters, files and statistics
/// of rows that the reader may not see. What is here the reader wrote, without the values. Pure.
/// </summary>
internal sealed class QueryPlanTree(IReadOnlyDictionary<ulong, PlanNode> products)
{
    /// <summary>The steps of a query.</summary>
    /// <param name="tree">The tree of a query that was understood (<see cref="SqlAnalyzer"/>).</param>
    /// <param name="products">The scans of the products that it reads, by the places of their names in the text.</param>
    public static PlanNode Of(ReadOnlyMemory<byte> tree, IReadOnlyDictionary<ulong, PlanNode> products)
    {
        var node = QueryTree.Query(QueryTree.Read(tree));
        var plan = new QueryPlanTree(products);
        return PlanNode.Of("Output", plan.Node(node, []), new KeyValuePair<string, string>("columnNames", List(OutputNames(node))));
    }

    private PlanNode Node(QueryNode node, IReadOnlyList<(string Name, PlanNode Plan)> ctes)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var (name, _, query) in node.Ctes)
        {
            ctes = [.. ctes, (name, Node(query, ctes))];
        }

        var plan = node.Kind switch
        {
            "SELECT_NODE" => Select(node, ctes),
            "SET_OPERATION_NODE" => new PlanNode($"{Title(node.Operation)}{(node.KeepsAll ? "All" : "")}", [], [Node(node.Left, ctes), Node(node.Right, ctes)]),
            // The recursion's own name has no steps of its own.
            _ => new PlanNode("RecursiveUnion", [], [Node(node.Left, ctes), Node(node.Right, [.. ctes, (node.CteName, Scan([node.CteName]))])]),
        };
        return node.Modifiers.Aggregate(plan, (inner, modifier) => WithSubqueries(Modified(inner, modifier.Kind, modifier.Expressions, First(node).SelectList), modifier.Expressions, ctes));
    }

    private PlanNode Select(QueryNode node, IReadOnlyList<(string Name, PlanNode Plan)> ctes)
    {
        var plan = Filtered(From(node.From, ctes), node.Where, ctes);
        var functions = Functions(node.SelectList, "FUNCTION").Where(SafeFunctions.IsAggregate).ToList();
        if (node.Groups.Count > 0 || functions.Count > 0)
        {
            plan = WithSubqueries(PlanNode.Of("Aggregate", plan, new("keys", List(Names(node.Groups, node.SelectList))), new("functions", List(functions))), node.Groups, ctes);
        }

        plan = Filtered(plan, node.Having, ctes);
        if (Functions(node.SelectList, "WINDOW").ToList() is { Count: > 0 } windows)
        {
            plan = PlanNode.Of("Window", plan, new KeyValuePair<string, string>("functions", List(windows)));
        }

        return WithSubqueries(PlanNode.Of("Project", plan), node.SelectList, ctes) is { Children.Count: > 1 } project ? project : plan;
    }

    private PlanNode From(TableNode table, IReadOnlyList<(string Name, PlanNode Plan)> ctes)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (table.Kind)
        {
            case "BASE_TABLE":
                return table.Catalog.Length == 0 && table.Schema.Length == 0 && ctes.LastOrDefault(cte => AsciiNames.Comparer.Equals(cte.Name, table.Name)).Plan is { } shared ? shared : Scan(table);
            case "JOIN":
                IReadOnlyList<ExpressionNode> conditions = table.Condition is { } condition ? [condition] : [];
                return WithSubqueries(
                    new PlanNode(
                        table.JoinForm == "CROSS" ? "CrossJoin" : $"{Title(table.JoinKind)}Join",
                        [new("criteria", List([.. Columns(conditions), .. table.Using]))],
                        [From(table.Left, ctes), From(table.Right, ctes)]),
                    conditions,
                    ctes);
            case "SUBQUERY":
                return Node(table.Subquery, ctes);
            case "TABLE_FUNCTION":
                return WithSubqueries(new PlanNode("TableFunctionProcessor", [new("name", table.Function.FunctionName)], []), [table.Function], ctes);
            case "EXPRESSION_LIST":
                return WithSubqueries(new PlanNode("Values", [], []), table.Rows.SelectMany(row => row), ctes);
            default:
                return new PlanNode("Values", [], []);
        }
    }

    private PlanNode Scan(TableNode table) => products.GetValueOrDefault(table.Place) ?? Scan([table.Catalog, table.Schema, table.Name]);

    private static PlanNode Scan(IEnumerable<string> name) => new("TableScan", [new("table", string.Join(':', name.Where(part => part.Length > 0)))], []);

    private PlanNode Filtered(PlanNode plan, ExpressionNode? condition, IReadOnlyList<(string Name, PlanNode Plan)> ctes) =>
        condition is { } given ? WithSubqueries(PlanNode.Of("Filter", plan, new KeyValuePair<string, string>("columns", List(Columns([given])))), [given], ctes) : plan;

    private PlanNode WithSubqueries(PlanNode plan, IEnumerable<ExpressionNode> expressions, IReadOnlyList<(string Name, PlanNode Plan)> ctes) =>
        plan with { Children = [.. plan.Children, .. Find(expressions, "SUBQUERY").Select(subquery => Node(subquery.Subquery, ctes))] };

    private static PlanNode Modified(PlanNode plan, string kind, IReadOnlyList<ExpressionNode> expressions, IReadOnlyList<ExpressionNode> selected) => kind switch
    {
        "ORDER_MODIFIER" => PlanNode.Of("Sort", plan, new KeyValuePair<string, string>("orderBy", List(Names(expressions, selected)))),
        "DISTINCT_MODIFIER" => PlanNode.Of("Distinct", plan),
        _ => PlanNode.Of("Limit", plan),
    };

    private static string Title(string word) => word.Length == 0 ? word : $"{word[0]}{word[1..].ToLowerInvariant()}";

    private static IEnumerable<string> OutputNames(QueryNode node) => First(node).SelectList.Select(OutputName);

    private static string OutputName(ExpressionNode expression) => expression.ResultName is { Length: > 0 } name ? name : expression.Kind switch
    {
        "STAR" => "*",
        "FUNCTION" => expression.FunctionName,
        _ => "expr",
    };

    // The query whose columns a result has.
    private static QueryNode First(QueryNode node)
    {
        while (node.Kind != "SELECT_NODE")
        {
            node = node.Left;
        }

        return node;
    }

    /// <summary>The columns that expressions name; a number names a column of the result, whose place is not known after a star.</summary>
    private static IEnumerable<string> Names(IEnumerable<ExpressionNode> expressions, IReadOnlyList<ExpressionNode> selected) => expressions
        .SelectMany(expression => expression.WholeNumber is >= 1 and var place && place <= selected.Count && selected.Take(place).All(item => item.Kind != "STAR")
            ? [OutputName(selected[place - 1])]
            : Columns([expression]))
        .Distinct(StringComparer.Ordinal);

    /// <summary>The columns that expressions name, without those of subqueries in them.</summary>
    private static IEnumerable<string> Columns(IEnumerable<ExpressionNode> expressions) => Find(expressions, "COLUMN_REF").Select(column => string.Join('.', column.Names)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Functions(IEnumerable<ExpressionNode> expressions, string kind) =>
        Find(expressions, kind).Select(function => AsciiNames.Lower(function.FunctionName)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<ExpressionNode> Find(IEnumerable<ExpressionNode> expressions, string kind)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return expressions.SelectMany(expression => Find(expression.Parts, kind).Prepend(expression)).Where(expression => expression.Kind == kind);
    }

    private static string List(IEnumerable<string> names) => $"[{string.Join(", ", names)}]";
}
