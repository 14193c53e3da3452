using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>
/// Walks all parts of a statement's tree by the shapes of their nodes (<see cref="NodeShapes"/>), and judges those kinds of which the shape does not
/// say enough: names, functions, operators and types.
/// </summary>
internal sealed class SqlTreeWalker
{
    private readonly FirstRefusal _refusal;
    private readonly NamedTables _tables;
    // Expressions that name columns and compare them with no other: what rows are ordered by, and stars that pass columns on by their own names.
    private readonly HashSet<JsonObject> _uncompared = [];
    private JsonObject? _statement;

    /// <param name="sql">The query's text, for line and column.</param>
    /// <param name="states">The time-travel clauses taken out of the text.</param>
    public SqlTreeWalker(string sql, IReadOnlyDictionary<ulong, RequestedState> states)
    {
        _refusal = new FirstRefusal(sql);
        _tables = new NamedTables(states, _refusal);
    }

    public IReadOnlyList<TableReference> Tables => _tables.All;

    /// <summary>The columns' names as the statement has them; complete only without a refusal.</summary>
    public ColumnNames Names { get; } = new();

    /// <summary>The first refusal; after it nothing more is walked.</summary>
    public QueryFailure? Refusal => _refusal.Failure;

    public void Statements(JsonArray statements)
    {
        switch (statements.Count)
        {
            case 0:
                _refusal.Refuse(TrinoErrorCode.SyntaxError, "The statement is empty.");
                break;
            case 1:
                _statement = statements[0]!.AsObject();
                Node(NodeContent.Statement, _statement, new Surroundings(Scope: null, ulong.MaxValue));
                _tables.RequireStates();
                break;
            default:
                _refusal.Refuse(TrinoErrorCode.NotSupported, "Only one statement can be sent at a time. Send each by itself.");
                break;
        }
    }

    /// <summary>Walks what a member of a node holds: a node, a list of them, a list of lists, or nothing.</summary>
    private void Walk(NodeContent content, JsonNode? value, Surroundings around)
    {
        switch (value)
        {
            case null:
                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Walk(content, item, around);
                }

                break;
            default:
                Node(content, value.AsObject(), around);
                break;
        }
    }

    private void Node(NodeContent content, JsonObject node, Surroundings around)
    {
        if (!HasStack())
        {
            return;
        }

        var kind = NodeShapes.Kind(content, node);
        around = Nodes.Place(node) is var own and not ulong.MaxValue ? around with { Place = own } : around;
        if (Shape(content, kind, node, around.Place) is { } shape && IsAllowed(content, kind, node, around))
        {
            Parts(shape, kind, node, content switch
            {
                NodeContent.Query => around with { Result = null },
                NodeContent.Expression when MayFail(new ExpressionNode(node)) => around with { MayFail = true },
                _ => around,
            });
        }
    }

    private void Parts(NodeShape shape, string kind, JsonObject node, Surroundings around)
    {
        foreach (var (member, content) in shape.Parts)
        {
            var part = Nodes.Member(node, member);
            switch (kind, member)
            {
                case (_, "cte_map"):
                    around = around with { Scope = Ctes(part!.AsObject(), around) };
                    break;
                case ("RECURSIVE_CTE_NODE", "right"):
                    // Only the recursive half sees the name: in the other half the engine looks for a table.
                    Walk(content, part, around with { Scope = new CteScope(Nodes.Required(node, "cte_name"), around.Scope) });
                    break;
                case ("SELECT_NODE", "select_list") when node.Parent == _statement:
                    foreach (var result in part!.AsArray())
                    {
                        Walk(content, result, around with { Result = Nodes.Text(result!.AsObject(), "alias") });
                    }

                    break;
                case ("TABLE_FUNCTION", "function"):
                    TableFunction(new ExpressionNode(part!.AsObject()), around);
                    break;
                default:
                    Walk(content, part, around);
                    break;
            }
        }
    }

    /// <summary>Each CTE sees those before it; not itself, and not those after it.</summary>
    private CteScope? Ctes(JsonObject map, Surroundings around)
    {
        var scope = around.Scope;
        if (Shape(NodeContent.Ctes, "", map, ulong.MaxValue) is null)
        {
            return scope;
        }

        foreach (var cte in Nodes.List(map, "map").Select(each => each!.AsObject()))
        {
            Node(NodeContent.Cte, cte, around with { Scope = scope, Place = ulong.MaxValue });
            scope = new CteScope(Nodes.Required(cte, "key"), scope);
        }

        return scope;
    }

    /// <summary>The shape of a node; null where it is refused.</summary>
    private NodeShape? Shape(NodeContent content, string kind, JsonObject node, ulong place)
    {
        if (Refusal is not null)
        {
            return null;
        }

        var name = kind.Length > 0 ? kind : content.ToString();
        if (NodeShapes.Find(content, kind) is not { } shape)
        {
            NotAllowed(content, name, place);
            return null;
        }

        if (shape.UnknownMember(node) is { } unknown)
        {
            _refusal.NotUnderstood($"{name}.{unknown}", place);
            return null;
        }

        return shape;
    }

    private void NotAllowed(NodeContent content, string kind, ulong place)
    {
        switch (content, kind)
        {
            case (NodeContent.Table, "PIVOT"):
                _refusal.Refuse(TrinoErrorCode.NotSupported, "PIVOT and UNPIVOT are not supported. Use CASE or FILTER with GROUP BY instead.", place);
                break;
            case (NodeContent.Table, "SHOW_REF"):
                _refusal.Refuse(TrinoErrorCode.NotSupported, "DESCRIBE, SHOW and SUMMARIZE stand by themselves, not inside a query. information_schema has the same facts as tables.");
                break;
            default:
                _refusal.NotUnderstood(kind, place);
                break;
        }
    }

    /// <summary>Judges a node by more than its shape, and notes what it names; false where it is refused.</summary>
    private bool IsAllowed(NodeContent content, string kind, JsonObject node, Surroundings around)
    {
        switch (content)
        {
            case NodeContent.Statement when Nodes.List(node, "named_param_map").Count > 0:
                // Those written as ? have been replaced by now.
                _refusal.Refuse(TrinoErrorCode.NotSupported, "Parameters are written as ?, and their values are sent with EXECUTE … USING.");
                break;
            case NodeContent.Query when kind == "SELECT_NODE":
                _tables.AddConditions(new QueryNode(node));
                break;
            case NodeContent.Table:
                Table(new TableNode(node), around.Scope);
                break;
            case NodeContent.CteValue:
                PassOn(QueryNode.Of(Nodes.Part(node, "query")), Nodes.Names(Nodes.Member(node, "aliases")));
                break;
            case NodeContent.Order:
                _uncompared.Add(Nodes.Part(node, "expression"));
                break;
            case NodeContent.Expression:
                Expression(kind, new ExpressionNode(node), around);
                break;
            case NodeContent.TypeInfo when kind == "UNBOUND_TYPE_INFO":
                NamedType(node, around.Place);
                break;
        }

        return Refusal is null;
    }

    private void Table(TableNode table, CteScope? scope)
    {
        Names.Relation(table.Alias);
        switch (table.Kind)
        {
            case "BASE_TABLE":
                _tables.Add(table, scope);
                Names.Relation(table.Name);
                if (table.Columns.Count > 0)
                {
                    Names.CompareUnnamed();
                }

                break;
            case "SUBQUERY":
                if (table.Alias.Length == 0)
                {
                    Names.UnnamedSubquery();
                }

                PassOn(table.Subquery, table.Columns);
                break;
            case "JOIN" when table.Using.Count > 0 || table.JoinForm is not ("REGULAR" or "CROSS"):
                Names.ReadUnnamed();
                foreach (var column in table.Using)
                {
                    Names.Compare(column);
                }

                break;
        }
    }

    private void PassOn(QueryNode query, IReadOnlyList<string> names)
    {
        // (SELECT * FROM t), and not (SELECT * FROM t) AS u(a, b)
        if (names.Count == 0 && query is { Kind: "SELECT_NODE", From.Kind: "BASE_TABLE" or "SUBQUERY", SelectList: [{ IsPlainStar: true } star] })
        {
            _uncompared.Add(star.Node);
        }
    }

    private void TableFunction(ExpressionNode function, Surroundings around)
    {
        var place = function.Place;
        if (function.Kind is not "FUNCTION" and var other)
        {
            _refusal.NotUnderstood($"TABLE_FUNCTION.{other}", place);
        }
        else if (Shape(NodeContent.Expression, "FUNCTION", function.Node, place) is { } shape)
        {
            var name = function.FunctionName;
            if (!SafeFunctions.IsAllowedInFrom(name) || function.Qualifier.Count > 0)
            {
                _refusal.Refuse(TrinoErrorCode.NotSupported, $"{name}() may not be in FROM: of table functions it takes unnest, range and generate_series alone.", place);
                return;
            }

            Parts(shape, "FUNCTION", function.Node, around with { Place = place });
        }
    }

    private void Expression(string kind, ExpressionNode expression, Surroundings around)
    {
        switch (kind)
        {
            case "COLUMN_REF":
                Names.Column(expression.Names);
                if (MayBeCompared(expression, around))
                {
                    Names.Compare(expression.Names[^1]);
                }

                if (around.MayFail)
                {
                    Names.FailByRow(around.Result);
                }

                break;
            case "POSITIONAL_REFERENCE" or "STAR":
                Names.ReadUnnamed();
                if (MayBeCompared(expression, around))
                {
                    Names.CompareUnnamed();
                }

                if (around.MayFail)
                {
                    // The names of the results that it makes are not known.
                    Names.FailByRow(result: null);
                }

                break;
            case "OPERATOR" when expression.Type is not ("OPERATOR_NOT" or "OPERATOR_IS_NULL" or "OPERATOR_IS_NOT_NULL" or "COMPARE_IN" or "COMPARE_NOT_IN" or "OPERATOR_COALESCE"
                or "OPERATOR_NULLIF" or "OPERATOR_TRY" or "OPERATOR_UNPACK" or "ARRAY_CONSTRUCTOR" or "ARRAY_EXTRACT" or "ARRAY_SLICE" or "STRUCT_EXTRACT" or "GROUPING_FUNCTION") and var other:
                _refusal.NotUnderstood(other, around.Place);
                break;
            case "OPERATOR" when expression.Type == "ARRAY_CONSTRUCTOR":
                // An array is compared item by item.
                Names.FailByRow(around.Result);
                break;
            case "FUNCTION" when expression.IsState:
                _refusal.NotUnderstood("EXPORT_STATE", around.Place);
                break;
            case "FUNCTION" or "WINDOW":
                Function(expression, around);
                break;
        }
    }

    private bool MayBeCompared(ExpressionNode expression, Surroundings around) => around.Result is null && !_uncompared.Contains(expression.Node);

    private void Function(ExpressionNode function, Surroundings around)
    {
        var name = function.FunctionName;
        if (!SafeFunctions.MayCall(name))
        {
            _refusal.Refuse(TrinoErrorCode.FunctionNotFound, $"Function '{name}' is not available here. {Instead(name)}SHOW FUNCTIONS lists those that are.", around.Place);
        }

        // A qualifier may be a table or column whose value the function is applied to, as in o.email.upper(); a function of another
        // schema under an allowed name does not exist: the worker's database has none but the engine's own.
        if (function.Qualifier.Count > 0)
        {
            Names.ReadUnnamed();
        }

        // What is compared with a row is cast to one.
        if (function.Qualifier.Count > 0 || AsciiNames.Comparer.Equals(name, "row"))
        {
            Names.FailByRow(around.Result);
        }
    }

    private static bool MayFail(ExpressionNode expression) => expression.Kind switch
    {
        "CAST" => !expression.IsTryCast,
        "FUNCTION" => expression.FunctionName.Any(char.IsAsciiLetter) && !SafeFunctions.IsAggregate(expression.FunctionName),
        _ => false,
    };

    private static string Instead(string name) =>
        TrinoFunctions.Equivalent(name) is { Length: > 0 } equivalent ? $"Use {equivalent}. "
        : TrinoFunctions.Nearest(name) is { } near ? $"Did you mean {near}? "
        : "";

    private void NamedType(JsonObject type, ulong place)
    {
        var name = Nodes.Required(type, "name");
        if (AsciiNames.Lower(name) is not ("json" or "enum" or TypeGrammar.BoundedText or TypeGrammar.PaddedText or TypeGrammar.PreciseTimestamp or TypeGrammar.PreciseInstant) || Nodes.QualifierOf(type).Count > 0)
        {
            _refusal.Refuse(TrinoErrorCode.TypeMismatch, $"Unknown type: {name}", place);
        }
    }

    private bool HasStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _refusal.RefuseDepth();
        }

        return Refusal is null;
    }

    /// <summary>The surroundings of a part of the statement.</summary>
    /// <param name="Scope">The CTEs that it sees.</param>
    /// <param name="Place">The nearest place in the text that is known.</param>
    private readonly record struct Surroundings(CteScope? Scope, ulong Place)
    {
        /// <summary>The alias of the statement's own result that it is a part of, outside of subqueries; null for others.</summary>
        public string? Result { get; init; }

        /// <summary>Whether it is a part of something that may fail by its value.</summary>
        public bool MayFail { get; init; }
    }
}
