using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>An expression of a tree that was understood.</summary>
/// <param name="Node">The node.</param>
internal readonly record struct ExpressionNode(JsonObject Node)
{
    /// <summary>The kind of expression: <c>COLUMN_REF</c>, <c>FUNCTION</c>, …</summary>
    public string Kind => Nodes.Required(Node, "class");

    /// <summary>The alias; empty where there is none.</summary>
    public string Alias => Nodes.Required(Node, "alias");

    /// <summary>The operator, comparison or conjunction that it is.</summary>
    public string Type => Nodes.Required(Node, "type");

    /// <summary>The place in the text, in bytes; the highest number where it has none.</summary>
    public ulong Place => Nodes.Place(Node);

    /// <summary>Whether a function gives the state of an aggregate, not its value.</summary>
    public bool IsState => Nodes.Flag(Node, "export_state");

    /// <summary>The parts of a column's name.</summary>
    public IReadOnlyList<string> Names => Nodes.Names(Nodes.Member(Node, "column_names"));

    /// <summary>The name of the result that it is: its alias, or a column's own name; empty for others.</summary>
    public string ResultName => Alias is { Length: > 0 } alias ? alias : Kind == "COLUMN_REF" ? Names[^1] : "";

    /// <summary>Whether its alias is another name than its own: that of an expression, or of a column of another name.</summary>
    public bool HasOwnAlias => Alias is { Length: > 0 } alias && !(Kind == "COLUMN_REF" && AsciiNames.Comparer.Equals(Names[^1], alias));

    public string FunctionName => Nodes.Required(Node, "function_name");

    /// <summary>The name of a called function, without case; null for another expression, and for a function that is called on a value, <c>a.upper()</c>.</summary>
    public string? CalledName => Nodes.FunctionName(Node);

    /// <summary>The parts of a function's or type's name before the last: a schema, or a table or column whose value it is applied to.</summary>
    public IReadOnlyList<string> Qualifier => Nodes.QualifierOf(Node);

    /// <summary>The operand before IN of a subquery, and what a cast is of; null where there is none.</summary>
    public ExpressionNode? Child => Optional(Nodes.Member(Node, "child"));

    /// <summary>The arguments of a function, the operands of an operator or a conjunction.</summary>
    public IReadOnlyList<ExpressionNode> Children => List(Nodes.Member(Node, "children"));

    /// <summary>The expressions nearest within this one, but for those of a subquery.</summary>
    public IEnumerable<ExpressionNode> Parts => NodeShapes.Expressions(NodeContent.Expression, Node);

    /// <summary>The same without the arguments of a function: its FILTER, its ORDER BY, its window.</summary>
    public IEnumerable<ExpressionNode> Clauses => NodeShapes.Expressions(NodeContent.Expression, Node, member => member != "children");

    /// <summary>The left side of a comparison.</summary>
    public ExpressionNode Left => Of("left");

    /// <summary>The right side of a comparison.</summary>
    public ExpressionNode Right => Of("right");

    /// <summary>The value that BETWEEN tests, and its bounds.</summary>
    public (ExpressionNode Input, ExpressionNode Lower, ExpressionNode Upper) Between => (Of("input"), Of("lower"), Of("upper"));

    /// <summary>The conditions of a CASE, each with its value.</summary>
    public IEnumerable<(ExpressionNode When, ExpressionNode Then)> Checks => Nodes.List(Node, "case_checks")
        .Select(check => (new ExpressionNode(Nodes.Part(check!.AsObject(), "when_expr")), new ExpressionNode(Nodes.Part(check.AsObject(), "then_expr"))));

    /// <summary>The value of a CASE where no condition is true; null where it has none.</summary>
    public ExpressionNode? Else => Optional(Nodes.Member(Node, "else_expr"));

    /// <summary>The value of a window function where there is no row; null where it has none.</summary>
    public ExpressionNode? Default => Optional(Node["default_expr"]);

    /// <summary>The value of a lambda.</summary>
    public ExpressionNode Body => Of("expr");

    /// <summary>The names of a lambda's parameters.</summary>
    public IReadOnlyList<string> Parameters => Nodes.Parameters(Node);

    /// <summary>The type that a cast makes.</summary>
    public JsonObject CastType => Nodes.Part(Node, "cast_type");

    public bool IsTryCast => Nodes.Flag(Node, "try_cast");

    /// <summary>The value of a constant, with its type.</summary>
    public JsonObject Value => Nodes.Part(Node, "value");

    /// <summary>The text that a constant is; null for another expression.</summary>
    public string? TextConstant => Nodes.TextConstant(Node);

    /// <summary>The number of a parameter, as a text.</summary>
    public string Identifier => Nodes.Required(Node, "identifier");

    public QueryNode Subquery => QueryNode.Of(Nodes.Part(Node, "subquery"));

    /// <summary>The use of a subquery: <c>SCALAR</c>, <c>EXISTS</c>, <c>ANY</c>, …</summary>
    public string SubqueryKind => Nodes.Required(Node, "subquery_type");

    /// <summary>The whole number that a constant is; null for others.</summary>
    public int? WholeNumber =>
        Nodes.IsInteger(Node) && Value["value"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    /// <summary>Whether a star is one of chosen columns: <c>COLUMNS(…)</c>.</summary>
    public bool IsChoice => Nodes.Member(Node, "expr") is not null;

    /// <summary>Whether a star has values of its own for some columns: <c>* REPLACE (…)</c>.</summary>
    public bool HasReplaced => Node["replace_list"] is not JsonArray { Count: 0 };

    /// <summary>Whether it is <c>*</c>, of all columns by their own names.</summary>
    public bool IsPlainStar => Kind == "STAR" && !IsChoice && StarOf.Length == 0 && !HasReplaced && Node["rename_list"] is JsonArray { Count: 0 };

    /// <summary>The table of <c>t.*</c>; empty for all.</summary>
    public string StarOf => Nodes.Required(Node, "relation_name");

    /// <summary>The expressions nearest within some members.</summary>
    public IEnumerable<ExpressionNode> Within(params string[] members) => NodeShapes.Expressions(NodeContent.Expression, Node, members.Contains);

    internal static ExpressionNode? Optional(JsonNode? expression) => expression is null ? null : new ExpressionNode(expression.AsObject());

    internal static IReadOnlyList<ExpressionNode> List(JsonNode? expressions) => [.. expressions!.AsArray().Select(expression => new ExpressionNode(expression!.AsObject()))];

    private ExpressionNode Of(string member) => new(Nodes.Part(Node, member));
}
