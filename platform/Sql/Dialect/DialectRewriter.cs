using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Clauses;
using MeshStarter.Platform.Sql.Dialect.Functions;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Dialect.Zones;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>
/// Gives a parsed query Trino's meaning where the engine's is another one: operators, functions, casts and names of columns. What it writes
/// into the tree are functions of the engine that compute from their arguments and macros of functions.sql; it is applied after a query was
/// understood and decided, and adds no table. It walks the tree once: before a part's parts come zones, behind them all else. Pure.
/// </summary>
internal static class DialectRewriter
{
    /// <summary>Rewrites a query's tree.</summary>
    /// <param name="sql">The query's text, for places in it.</param>
    /// <param name="tree">The tree that the engine's parser made of it.</param>
    /// <param name="session">The session, as far as meanings depend on it.</param>
    /// <exception cref="QueryFailedException">A part of the query has no meaning in Trino.</exception>
    public static DialectTree Rewrite(string sql, ReadOnlyMemory<byte> tree, DialectSession session)
    {
        try
        {
            var root = QueryTree.Read(tree);
            if (root["statements"] is not JsonArray { Count: 1 } statements || statements[0]?["node"] is not JsonObject top)
            {
                return DialectTree.Unchanged;
            }

            // Columns of fewer digits than INTEGER, and casts to what has fewer bytes.
            var hasSmallIntegers = tree.Span.IndexOf("\"TINYINT\""u8) >= 0 || tree.Span.IndexOf("\"SMALLINT\""u8) >= 0
                || session.Tables.Values.Any(columns => columns.Any(column => column.Known is { Kind: ExpressionKind.Integer, Size.Precision: < 10 }));
            var context = new DialectContext(sql, top, QueryTypes.Of(new QueryNode(top), session, FunctionFamilies.Kind, SafeFunctions.IsAggregate), session)
            {
                HasSmallIntegers = hasSmallIntegers,
                Names = QueryNames.Of(root, session),
            };
            var shapes = ColumnShapes.Of(context.Types.Result);
            Refusals.RefuseUnknownStar(context);
            TimeZones.ResultZones(context);
            Visit(context, root);
            if (ChangingValues.May(tree.Span))
            {
                ChangingValues.Bind(context, root);
            }

            SelectClauses.RepeatedNames(context);
            TimeZones.RequireUtcTexts(context);
            return context.IsChanged || context.HasDoubles || context.Zones.Count > 0 || context.ColumnNames.Count > 0 || shapes.Count > 0
                ? new DialectTree(Text(root), !context.IsChanged, DialectMacros.Definitions(context.Macros), context.Zones, context.ColumnNames) { Shapes = shapes }
                : DialectTree.Unchanged;
        }
        catch (Exception tooDeep) when (tooDeep is JsonException or InsufficientExecutionStackException)
        {
            throw new QueryFailedException(QueryFailure.TooDeep, tooDeep);
        }
    }

    private static string Text(JsonNode root)
    {
        try
        {
            return QueryTree.Write(root);
        }
        catch (InvalidOperationException tooDeep)
        {
            // What was rewritten is deeper than what was read.
            throw new QueryFailedException(QueryFailure.TooDeep, tooDeep);
        }
    }

    private static void Visit(DialectContext context, JsonNode? node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    Visit(context, items[i]);
                }

                break;
            case JsonObject item:
                Before(context, item);
                foreach (var name in item.Select(member => member.Key).ToList())
                {
                    Visit(context, item[name]);
                }

                if (context.Pending.Remove(item, out var own))
                {
                    own();
                }
                else
                {
                    After(context, item);
                }

                break;
        }
    }

    private static void Before(DialectContext context, JsonObject node)
    {
        switch (Nodes.Class(node))
        {
            case "OPERATOR" when Nodes.Text(node, "type") == "OPERATOR_TRY":
                context.OuterTry = context.Tries++ == 0 ? node : context.OuterTry;
                break;
            case "" when Nodes.Text(node, "type") == "SELECT_NODE":
                context.Groups.Push(node["group_expressions"] is JsonArray { Count: > 0 });
                break;
            case "CAST" when context.Tries > 0 && TriedBody.IsNullWith(node):
                node["try_cast"] = true;
                break;
            case "COLUMN_REF":
                Refusals.RefuseColumn(context, node);
                break;
            case "STAR":
                // Before its parts, whose types are not known.
                Refusals.RefuseStar(context, node);
                break;
            case "SUBQUERY" when node["child"] is JsonObject value:
                Comparisons.RequireWithin(context, node, value);
                break;
        }

        Zones(context, node);
    }

    // Prepares a part for the zones of its times.
    private static void Zones(DialectContext context, JsonObject node)
    {
        switch (Nodes.Class(node))
        {
            case "COLUMN_REF" when !context.Session.IsUtc && context.Types.IsOfSession(node):
                TimeZones.TimeOfSession(context, node, AsciiNames.Lower(node["column_names"]![0]!.GetValue<string>()));
                break;
            case "CAST":
                ZonedCasts.ZonedCast(context, node);
                break;
            case "FUNCTION" or "WINDOW" when Nodes.FunctionName(node) is { } name:
                ZonedCalls.ZonedCall(context, node, name);
                break;
            case "COMPARISON" or "BETWEEN":
                TimesTogether.Together(context, Nodes.Operands(node));
                break;
            case "CASE":
                TimesTogether.Together(context, Nodes.Results(node));
                break;
            case "OPERATOR" when Nodes.Text(node, "type") is "OPERATOR_COALESCE" or "COMPARE_IN" or "COMPARE_NOT_IN" or "ARRAY_CONSTRUCTOR":
                TimesTogether.Together(context, Nodes.Operands(node));
                break;
            case "OPERATOR" when Nodes.Text(node, "type") == "ARRAY_EXTRACT":
                ZonedCalls.KeyOfMap(context, Nodes.Child(node, 0), Nodes.Child(node, 1));
                break;
            case "SUBQUERY" when node["child"] is JsonObject child && !context.Session.IsUtc:
                TimesTogether.Within(context, child, node["subquery"]!["node"]!.AsObject());
                break;
            case "":
                TimesTogether.TogetherInColumns(context, node);
                break;
        }
    }

    private static void After(DialectContext context, JsonObject node)
    {
        switch (Nodes.Class(node))
        {
            case "FUNCTION":
                Refusals.RefuseCall(context, node);
                Function(context, node);
                break;
            case "WINDOW":
                Refusals.RefuseEngineName(context, node);
                Function(context, node);
                break;
            case "SUBQUERY":
                FromClauses.RowsIn(context, node);
                break;
            case "CAST":
                Casts.Cast(context, node);
                break;
            case "COMPARISON":
                Comparisons.Require(context, node);
                Comparisons.Compare(context, node);
                break;
            case "BETWEEN":
                Comparisons.Between(context, node);
                break;
            case "CONJUNCTION":
                TypeRules.Conditions(context, Nodes.Operands(node));
                break;
            case "CASE":
                TypeRules.Conditions(context, [.. node["case_checks"]!.AsArray().Select(check => check!["when_expr"]!.AsObject())]);
                TypeRules.Unite(context, node, Nodes.Results(node), "results of one CASE");
                Arithmetic.SmallIntegers(context, Nodes.Results(node));
                break;
            case "OPERATOR":
                Operator(context, node);
                break;
            case "CONSTANT":
                Constant(context, node);
                break;
            case "":
                SelectClauses.Clause(context, node);
                if (Nodes.Text(node, "type") == "SELECT_NODE")
                {
                    context.Groups.Pop();
                }

                break;
        }
    }

    private static void Function(DialectContext context, JsonObject node)
    {
        var isWindow = Nodes.Class(node) == "WINDOW";
        if (Nodes.FunctionName(node) is not { } name || FunctionFamilies.Find(name) is not { } function || (isWindow && !function.IsAggregate))
        {
            return;
        }

        var call = new DialectCall(context, node, function);
        if (!isWindow)
        {
            ArgumentRules.Require(call);
        }

        var isOfCount = function.Arity is null || function.Arity == call.Count;
        if ((isOfCount && function.Rewrite?.Invoke(call) == true) || function.IsEngines(call.Count))
        {
            return;
        }

        if (function.EngineName is { } own)
        {
            context.Rename(node, own);
        }
        else if (DialectMacros.Find(name) is not null)
        {
            // With OVER the engine would call its own function of the name.
            if (isWindow)
            {
                throw call.Failed(TrinoErrorCode.NotSupported, $"{name} takes no OVER here. Write it in a subquery with GROUP BY, and join that.");
            }

            if (function.IsAggregate)
            {
                RequireAllRows(call);
                Filter(context, node);
            }

            context.Call(node, name);
        }
    }

    private static void RequireAllRows(DialectCall call)
    {
        if (call.Node["distinct"]?.GetValue<bool>() == true)
        {
            throw call.Failed(TrinoErrorCode.NotSupported, $"{call.Name} takes no DISTINCT here. Write it over a subquery with SELECT DISTINCT.");
        }
    }

    // A macro takes no FILTER. Aggregates that are macros leave nulls out.
    private static void Filter(DialectContext context, JsonObject aggregate)
    {
        if (aggregate["filter"] is JsonObject filter)
        {
            aggregate["filter"] = null;
            context.Surround(Nodes.Child(aggregate, 0), value => Nodes.Case(Nodes.Null(), (filter, value)));
        }
    }

    private static void Operator(DialectContext context, JsonObject node)
    {
        switch (Nodes.Text(node, "type"))
        {
            case "OPERATOR_NOT":
                TypeRules.Conditions(context, Nodes.Operands(node));
                break;
            case "OPERATOR_NULLIF":
                TypeRules.RequireOneType(context, node, Nodes.Operands(node), "together here");
                Arithmetic.SmallIntegers(context, Nodes.Children(node));
                break;
            case "OPERATOR_COALESCE" or "ARRAY_CONSTRUCTOR":
                TypeRules.Unite(context, node, Nodes.Operands(node), "together here");
                Arithmetic.SmallIntegers(context, Nodes.Children(node));
                break;
            case "COMPARE_IN" or "COMPARE_NOT_IN":
                Comparisons.In(context, node);
                break;
            case "ARRAY_EXTRACT":
                Subscripts.Subscript(context, node);
                break;
            case "OPERATOR_TRY":
                context.Tries--;
                context.Surround(node, inner => TriedBody.Of(inner, context.Copy));
                break;
            case "GROUPING_FUNCTION":
                context.CastOf(node, "INTEGER");
                break;
        }
    }

    // The engine writes a tree's 1e0 as 1.0, which is a decimal when it is read again.
    private static void Constant(DialectContext context, JsonObject node)
    {
        if (node["value"] is JsonObject value && value["type"] is JsonObject type && Nodes.Text(type, "id") == "DOUBLE" && value["value"] is JsonValue number && number.GetValueKind() == JsonValueKind.Number)
        {
            Nodes.Replace(node, Nodes.Cast(Nodes.Constant(number.ToJsonString()), "DOUBLE"));
            context.HasDoubles = true;
        }
    }
}
