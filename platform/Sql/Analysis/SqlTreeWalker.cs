using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Platform.Sql.Conditions;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>Statements and query nodes; tables, expressions and types are in the other parts.</summary>
internal sealed partial class SqlTreeWalker(string sql, IReadOnlyDictionary<ulong, RequestedState> states)
{
    private readonly List<TableReference> _tables = [];
    private readonly HashSet<ulong> _statesTaken = [];
    private readonly Dictionary<ulong, RowCondition> _conditions = [];
    private readonly ColumnNames _names = new();

    public IReadOnlyList<TableReference> Tables => _tables;

    /// <summary>The columns' names as the statement has them; complete only without a refusal.</summary>
    public ColumnNames Names => _names;

    /// <summary>The first refusal; after it nothing more is walked.</summary>
    public QueryFailure? Refusal { get; private set; }

    public void Statements(JsonElement statements)
    {
        switch (statements.GetArrayLength())
        {
            case 0:
                Refuse(TrinoErrorCode.SyntaxError, "The statement is empty.");
                break;
            case 1:
                Statement(statements[0], scope: null);
                RequireStatesTaken();
                break;
            default:
                Refuse(TrinoErrorCode.NotSupported, "Only one statement can be sent at a time. Send each by itself.");
                break;
        }
    }

    private void Statement(JsonElement statement, CteScope? scope)
    {
        if (!Understood("statement", statement))
        {
            return;
        }

        if (statement.GetProperty("named_param_map").GetArrayLength() > 0)
        {
            // Those written as ? have been replaced by now.
            Refuse(TrinoErrorCode.NotSupported, "Parameters are written as ?, and their values are sent with EXECUTE … USING.");
            return;
        }

        Node(statement.GetProperty("node"), scope);
    }

    private void Node(JsonElement node, CteScope? scope)
    {
        if (!HasStack() || Kind(node) is not { } kind || !Understood(kind, node))
        {
            return;
        }

        scope = Ctes(node.GetProperty("cte_map"), scope);
        switch (kind)
        {
            case "SELECT_NODE":
                Select(node, scope);
                break;
            case "SET_OPERATION_NODE":
                Node(node.GetProperty("left"), scope);
                Node(node.GetProperty("right"), scope);
                break;
            case "RECURSIVE_CTE_NODE":
                // Only the recursive half sees the name: in the other half the engine looks for a table.
                Node(node.GetProperty("left"), scope);
                Node(node.GetProperty("right"), new CteScope(node.GetProperty("cte_name").GetString()!, scope));
                Expressions(node.GetProperty("key_targets"), scope);
                break;
            default:
                NotUnderstood(kind);
                break;
        }

        Modifiers(node.GetProperty("modifiers"), scope);
    }

    private void Select(JsonElement node, CteScope? scope)
    {
        foreach (var (table, condition) in SelectConditions.Of(node))
        {
            _conditions[table] = condition;
        }

        Table(node.GetProperty("from_table"), scope);
        Expressions(node.GetProperty("select_list"), scope);
        Optional(node.GetProperty("where_clause"), scope);
        Expressions(node.GetProperty("group_expressions"), scope);
        Optional(node.GetProperty("having"), scope);
        Optional(node.GetProperty("qualify"), scope);
        Sample(node.GetProperty("sample"));
    }

    /// <summary>Each CTE sees those before it; not itself, and not those after it.</summary>
    private CteScope? Ctes(JsonElement map, CteScope? scope)
    {
        if (!Understood("cte_map", map))
        {
            return scope;
        }

        foreach (var cte in map.GetProperty("map").EnumerateArray())
        {
            if (!Understood("cte", cte) || !Understood("cte.value", cte.GetProperty("value")))
            {
                return scope;
            }

            Expressions(cte.GetProperty("value").GetProperty("key_targets"), scope);
            Statement(cte.GetProperty("value").GetProperty("query"), scope);
            scope = new CteScope(cte.GetProperty("key").GetString()!, scope);
        }

        return scope;
    }

    private void Modifiers(JsonElement modifiers, CteScope? scope)
    {
        foreach (var modifier in modifiers.EnumerateArray())
        {
            Modifier(modifier, scope);
        }
    }

    private void Modifier(JsonElement modifier, CteScope? scope)
    {
        if (Kind(modifier) is not { } kind || !Understood(kind, modifier))
        {
            return;
        }

        switch (kind)
        {
            case "LIMIT_MODIFIER" or "LIMIT_PERCENT_MODIFIER":
                Optional(modifier.GetProperty("limit"), scope);
                Optional(modifier.GetProperty("offset"), scope);
                break;
            case "DISTINCT_MODIFIER":
                Expressions(modifier.GetProperty("distinct_on_targets"), scope);
                break;
            case "ORDER_MODIFIER":
                Orders(modifier.GetProperty("orders"), scope);
                break;
            default:
                NotUnderstood(kind);
                break;
        }
    }

    private void Orders(JsonElement orders, CteScope? scope)
    {
        foreach (var order in orders.EnumerateArray())
        {
            if (Understood("order", order))
            {
                Expression(order.GetProperty("expression"), scope);
            }
        }
    }

    private void Sample(JsonElement sample)
    {
        if (sample.ValueKind != JsonValueKind.Null)
        {
            Understood("sample", sample);
        }
    }

    private static string? Kind(JsonElement node) => node.GetProperty("type").GetString();

    private bool Understood(string kind, JsonElement node)
    {
        if (Refusal is not null)
        {
            return false;
        }

        if (SqlTreeShapes.UnknownMember(kind, node) is not { } unknown)
        {
            return true;
        }

        NotUnderstood(unknown.Length == 0 ? kind : $"{kind}.{unknown}", node);
        return false;
    }

    private void NotUnderstood(string what, JsonElement node = default) =>
        Refuse(TrinoErrorCode.NotSupported, $"The mesh does not support this part of the query ({what}).", Offset(node));

    private void Refuse(TrinoErrorCode code, string message, ulong offset = ulong.MaxValue) =>
        Refusal ??= new QueryFailure(code, message, SqlPosition.FromByteOffset(sql, offset));

    private static ulong Offset(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("query_location", out var at) && at.TryGetUInt64(out var offset) ? offset : ulong.MaxValue;

    private bool HasStack()
    {
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return Refusal is null;
        }

        Refusal ??= SqlAnalyzer.TooDeep;
        return false;
    }
}
