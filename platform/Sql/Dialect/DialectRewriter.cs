using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>
/// Gives a parsed query Trino's meaning where the engine's is another one: operators, functions, casts and names of columns. What it writes
/// into the tree are functions of the engine that compute from their arguments and macros of functions.sql; it is applied after a query was
/// understood and decided, and adds no table. Pure.
/// </summary>
internal sealed partial class DialectRewriter
{
    // A part that is written twice, in parts that are written twice, would be without end: all copies of a query have this many nodes of JSON.
    private const int MaxCopied = 100_000;

    // Below what the stack bears when it is copied.
    private const int MaxCopiedDepth = 1_000;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4_000 };
    private static readonly JsonSerializerOptions Written = new() { MaxDepth = 4_000 };

    private readonly string _sql;
    private readonly QueryTypes _types;
    private readonly ExpressionKinds _kinds;
    private readonly DialectSession _session;
    private readonly HashSet<string> _macros = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, string> _zones = [];
    private readonly Dictionary<JsonObject, Action> _pending = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, string> _names = [];
    private ColumnShapes? _shapes;
    private JsonObject? _top;
    private int _copied;
    private int _lambdas;

    // How many TRY are around: inside, macros have errors of another kind.
    private int _tries;
    private JsonObject? _outerTry;
    private bool _isChanged;

    private DialectRewriter(string sql, QueryTypes types, DialectSession session) => (_sql, _types, _kinds, _session) = (sql, types, new ExpressionKinds(types.KindOfColumn, node => types.Of(node).Kind), session);

    /// <summary>Rewrites a query's tree.</summary>
    /// <param name="sql">The query's text, for places in it.</param>
    /// <param name="tree">The tree that the engine's parser made of it.</param>
    /// <param name="session">The session, as far as meanings depend on it.</param>
    /// <exception cref="QueryFailedException">A part of the query has no meaning in Trino.</exception>
    public static DialectTree Rewrite(string sql, ReadOnlyMemory<byte> tree, DialectSession session)
    {
        try
        {
            var root = JsonNode.Parse(tree.Span, nodeOptions: null, Options)!;
            if (root["statements"] is not JsonArray { Count: 1 } statements || statements[0]?["node"] is not JsonObject node)
            {
                return DialectTree.Unchanged;
            }

            var rewriter = new DialectRewriter(sql, QueryTypes.Of(node, session), session)
            {
                _top = node,
                _hasSmallIntegers = tree.Span.IndexOf("\"TINYINT\""u8) >= 0 || tree.Span.IndexOf("\"SMALLINT\""u8) >= 0,
                _shapes = ColumnShapes.Of(node, session.Shapes),
                _queryNames = QueryNames.Of(root, session),
            };
            rewriter.RefuseUnknownStar();
            rewriter.ResultZones();
            rewriter.Visit(root);
            rewriter.RequireUtcTexts();
            return rewriter._isChanged || rewriter._zones.Count > 0 || rewriter._names.Count > 0 || rewriter._shapes.Places.Count > 0
                ? new DialectTree(Text(root), !rewriter._isChanged, DialectMacros.Definitions(rewriter._macros), rewriter._zones, rewriter._names) { Shapes = rewriter._shapes.Places }
                : DialectTree.Unchanged;
        }
        catch (Exception tooDeep) when (tooDeep is JsonException or InsufficientExecutionStackException)
        {
            throw new QueryFailedException(SqlAnalyzer.TooDeep, tooDeep);
        }
    }

    private static string Text(JsonNode root)
    {
        try
        {
            return root.ToJsonString(Written);
        }
        catch (InvalidOperationException tooDeep)
        {
            // What was rewritten is deeper than what was read.
            throw new QueryFailedException(SqlAnalyzer.TooDeep, tooDeep);
        }
    }

    /// <summary>A part of the query a second time.</summary>
    private JsonNode Copy(JsonNode node)
    {
        var open = new Stack<(JsonNode Node, int Depth)>([(node, 0)]);
        while (open.TryPop(out var each))
        {
            if (++_copied > MaxCopied || each.Depth > MaxCopiedDepth)
            {
                throw new QueryFailedException(SqlAnalyzer.TooDeep);
            }

            foreach (var child in each.Node switch { JsonObject item => item.Select(member => member.Value), JsonArray items => items, _ => [] })
            {
                if (child is not null)
                {
                    open.Push((child, each.Depth + 1));
                }
            }
        }

        return node.DeepClone();
    }

    private void Visit(JsonNode? node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    Visit(items[i]);
                }

                break;
            case JsonObject item:
                Before(item);
                foreach (var name in item.Select(member => member.Key).ToList())
                {
                    Visit(item[name]);
                }

                After(item);
                break;
        }
    }

    private void Before(JsonObject node)
    {
        switch (DialectNodes.Class(node))
        {
            case "OPERATOR" when DialectNodes.Text(node, "type") == "OPERATOR_TRY":
                _outerTry = _tries++ == 0 ? node : _outerTry;
                break;
            case "" when DialectNodes.Text(node, "type") == "SELECT_NODE":
                _groups.Push(node["group_expressions"] is JsonArray { Count: > 0 });
                break;
        }

        if (_tries > 0 && DialectNodes.Class(node) == "CAST" && TriedBody.IsNullWith(node))
        {
            node["try_cast"] = true;
        }

        Zones(node);
    }

    private void After(JsonObject node)
    {
        if (_pending.Remove(node, out var own))
        {
            own();
            return;
        }

        switch (DialectNodes.Class(node))
        {
            case "FUNCTION":
                RefuseCall(node);
                Function(node);
                break;
            case "STAR":
                RefuseStar(node);
                break;
            case "SUBQUERY":
                RowsIn(node);
                break;
            case "WINDOW":
                RefuseEngineName(node);
                Aggregate(node);
                break;
            case "CAST":
                Cast(node);
                break;
            case "COMPARISON":
                RequireOneType(node, [node["left"]!, node["right"]!], "compared");
                TrimPadded([node["left"]!.AsObject(), node["right"]!.AsObject()]);
                Compare(node);
                break;
            case "BETWEEN":
                RequireOneType(node, [node["input"]!, node["lower"]!, node["upper"]!], "compared");
                TrimPadded([node["input"]!.AsObject(), node["lower"]!.AsObject(), node["upper"]!.AsObject()]);
                OffsetTimes(node, ["input", "lower", "upper"]);
                break;
            case "CONJUNCTION":
                Conditions(DialectNodes.Children(node));
                break;
            case "CASE":
                Case(node);
                break;
            case "OPERATOR":
                Operator(node);
                break;
            case "CONSTANT":
                Constant(node);
                break;
            case "":
                Clause(node);
                if (DialectNodes.Text(node, "type") == "SELECT_NODE")
                {
                    _groups.Pop();
                }

                break;
        }
    }

    private void Operator(JsonObject node)
    {
        switch (DialectNodes.Text(node, "type"))
        {
            case "OPERATOR_NOT":
                Conditions(DialectNodes.Children(node));
                break;
            case "OPERATOR_NULLIF" or "OPERATOR_COALESCE" or "COMPARE_IN" or "COMPARE_NOT_IN" or "ARRAY_CONSTRUCTOR":
                RequireOneType(node, [.. DialectNodes.Children(node).Select(child => child!)], "together here");
                if (DialectNodes.Text(node, "type") is "COMPARE_IN" or "COMPARE_NOT_IN")
                {
                    foreach (var time in DialectNodes.Children(node).Where(child => _kinds.Of(child) == ExpressionKind.OffsetTime).ToList())
                    {
                        Wrap(time!.AsObject(), "offset_time");
                    }

                    TrimPadded([.. DialectNodes.Children(node).Select(child => child!.AsObject())]);
                }

                Together(node);
                break;
            case "ARRAY_EXTRACT":
                Subscript(node);
                break;
            case "OPERATOR_TRY":
                _tries--;
                var tried = DialectNodes.Null();
                DialectNodes.Replace(node, tried);
                Become(tried, TriedBody.Of(node, Copy));
                break;
            case "GROUPING_FUNCTION":
                CastOf(node, "INTEGER");
                break;
        }
    }

    // The engine writes a tree's 1e0 as 1.0, which is a decimal when it is read again.
    private static void Constant(JsonObject node)
    {
        if (node["value"] is JsonObject value && value["type"] is JsonObject type && DialectNodes.Text(type, "id") == "DOUBLE" && value["value"] is JsonValue number && number.GetValueKind() == JsonValueKind.Number)
        {
            DialectNodes.Replace(node, DialectNodes.Cast(DialectNodes.Constant(number.ToJsonString()), "DOUBLE"));
        }
    }

    private void Case(JsonObject node)
    {
        var results = new List<JsonNode>();
        foreach (var check in node["case_checks"]!.AsArray())
        {
            Condition(check!["when_expr"]!.AsObject());
            results.Add(check["then_expr"]!);
        }

        results.Add(node["else_expr"]!);
        RequireOneType(node, results, "results of one CASE");
    }

    private void RequireOneType(JsonObject node, IReadOnlyList<JsonNode> parts, string what)
    {
        var kinds = parts.Select(part => _kinds.Of(part)).Where(kind => kind is not (ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other)).ToList();
        for (var i = 1; i < kinds.Count; i++)
        {
            if (ExpressionKinds.Differ(kinds[0], kinds[i]))
            {
                var time = ExpressionKinds.IsTime(kinds[0]) ? kinds[0] : kinds[i];
                var isTextOfTime = ExpressionKinds.IsTime(time) && (kinds[0] == ExpressionKind.Text || kinds[i] == ExpressionKind.Text);
                throw Mismatch(node, $"Values of types {Name(kinds[0])} and {Name(kinds[i])} cannot be {what}. Write {(!isTextOfTime ? "a CAST of one of them" : time == ExpressionKind.Date ? "DATE '2026-01-31'" : "TIMESTAMP '2026-01-31 12:00:00'")}.");
            }
        }
    }

    private void Conditions(JsonArray conditions)
    {
        foreach (var condition in conditions.ToList())
        {
            Condition(condition!.AsObject());
        }
    }

    private void Condition(JsonObject condition)
    {
        var kind = _kinds.Of(condition);
        if (kind is not (ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Boolean or ExpressionKind.Other))
        {
            throw Mismatch(condition, $"A condition must be boolean, and this is of type {Name(kind)}. Write a comparison.");
        }

        if (_tries == 0 && kind == ExpressionKind.Unknown && DialectNodes.Class(condition) == "COLUMN_REF")
        {
            Wrap(condition, "condition");
        }
    }

    private static string Name(ExpressionKind kind) => kind switch
    {
        ExpressionKind.Text => "varchar",
        ExpressionKind.Instant => "timestamp with time zone",
        ExpressionKind.Binary => "varbinary",
        ExpressionKind.Rows => "array",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Puts a macro of one argument around a node.</summary>
    private void Wrap(JsonObject node, string macro)
    {
        var wrapper = DialectNodes.Function(Macro(macro));
        DialectNodes.Replace(node, wrapper);
        DialectNodes.Children(wrapper).Add(node);
    }

    /// <summary>Calls a macro in the place of a function.</summary>
    private void Call(JsonObject function, string macro) => Rename(function, Macro(macro));

    private void Rename(JsonObject function, string name)
    {
        function["function_name"] = name;
        function["schema"] = "";
        function["is_operator"] = false;
        _isChanged = true;
    }

    private string Macro(string name)
    {
        if (_tries > 0 && DialectMacros.Fails(name))
        {
            name = DialectMacros.Tried(name)
                ?? throw Failed(TrinoErrorCode.NotSupported, _outerTry!, $"The function {name} takes no TRY around it here. Test its arguments in a CASE; for casts write TRY_CAST, for JSON json_valid.");
        }

        _macros.Add(name);
        _isChanged = true;
        return DialectMacros.Prefix + name;
    }

    private QueryFailedException Mismatch(JsonObject node, string message) => Failed(TrinoErrorCode.TypeMismatch, node, message);

    private QueryFailedException Failed(TrinoErrorCode code, JsonObject node, string message) =>
        new(new QueryFailure(code, message, node["query_location"] is JsonValue place && place.TryGetValue<ulong>(out var offset) ? SqlPosition.FromByteOffset(_sql, offset) : null));
}

/// <summary>A query's session, as far as meanings depend on it.</summary>
/// <param name="TimeZone">The zone in the client's words.</param>
/// <param name="ShowsZones">Whether rows are written in a form that has zones.</param>
internal sealed record DialectSession(string TimeZone, bool ShowsZones)
{
    /// <summary>The zone as values show it.</summary>
    public string Zone { get; } = TimestampText.Shown(TimeZone);

    public bool IsUtc => Zone == ExpressionType.Utc;

    /// <summary>The columns of the products that the query names, by the place of the name in the text.</summary>
    public IReadOnlyDictionary<ulong, IReadOnlyList<TypedColumn>> Tables { get; init; } = new Dictionary<ulong, IReadOnlyList<TypedColumn>>();

    /// <summary>The types of the values of its parameters, in the order of the text.</summary>
    public IReadOnlyList<ExpressionType> Parameters { get; init; } = [];

    /// <summary>The shapes of the parameters that are no values of the engine's types, by the engine's names of them.</summary>
    public IReadOnlyDictionary<string, string> Shapes { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the query reads products and no tables about the mesh.</summary>
    public bool HasProductsOnly { get; init; }
}

/// <summary>A query as the engine runs it.</summary>
/// <param name="Tree">The tree; null where the query means the same as it is.</param>
/// <param name="IsText">Whether the text means the same, except for the names of its columns.</param>
/// <param name="Macros">Its macros.</param>
/// <param name="Zones">The zones of columns of the result that have another one than UTC, by their place from 0.</param>
/// <param name="Names">Names of columns of the result, by their place from 0, or before the end of the list where negative.</param>
internal sealed record DialectTree(string? Tree, bool IsText, IReadOnlyList<Definition> Macros, IReadOnlyDictionary<int, string> Zones, IReadOnlyDictionary<int, string> Names)
{
    /// <summary>The <see cref="ColumnShapes"/> of columns of the result, by their place from 0, or before the end of the list where negative.</summary>
    public IReadOnlyDictionary<int, string> Shapes { get; init; } = new Dictionary<int, string>();

    public static DialectTree Unchanged { get; } = new(null, IsText: true, [], new Dictionary<int, string>(), new Dictionary<int, string>());
}
