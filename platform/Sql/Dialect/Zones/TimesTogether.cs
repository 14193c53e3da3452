using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Zones;

/// <summary>Instants that come together with dates and timestamps: in comparisons, unions, joins and arrays.</summary>
internal static class TimesTogether
{
    /// <summary>Makes instants of the dates and timestamps that come together with instants, by the session's zone.</summary>
    public static void Together(DialectContext context, IEnumerable<JsonObject> values)
    {
        List<JsonObject> nodes = [.. values];
        if (context.Session.IsUtc || nodes.Count == 0)
        {
            return;
        }

        if (nodes.TrueForAll(Nodes.IsRow) && nodes.TrueForAll(node => Nodes.Children(node).Count == Nodes.Children(nodes[0]).Count))
        {
            for (var at = 0; at < Nodes.Children(nodes[0]).Count; at++)
            {
                Together(context, [.. nodes.Select(node => Nodes.Child(node, at))]);
            }

            return;
        }

        RequireItemsOfOneKind(context, nodes[0], [.. nodes.Select(node => context.Types.Of(node))]);
        if (!nodes.Exists(node => context.Types.Of(node).Kind == ExpressionKind.Instant) && !(nodes.Exists(node => IsLocal(context.Types.Of(node).Kind)) && nodes.Exists(node => context.Types.Of(node).MayBeInstant)))
        {
            return;
        }

        foreach (var node in nodes.Where(node => context.Types.Of(node).Kind is ExpressionKind.Date or ExpressionKind.Timestamp or ExpressionKind.Text or ExpressionKind.Unknown))
        {
            Instants.AsInstant(context, node);
        }
    }

    // x IN (SELECT y …), (a, b) IN (SELECT c, d …)
    public static void Within(DialectContext context, JsonObject value, JsonObject query)
    {
        var columns = context.Types.OfQuery(query).Columns;
        List<JsonObject> values = Nodes.IsRow(value) ? [.. Nodes.Children(value).Select(part => part!.AsObject())] : [value];
        for (var at = 0; at < columns.Count && columns.Count == values.Count; at++)
        {
            RequireItemsOfOneKind(context, values[at], [context.Types.Of(values[at]), columns[at].Known]);
            if (context.Types.Of(values[at]).Kind == ExpressionKind.Instant && IsLocal(columns[at].Known.Kind))
            {
                AsInstants(context, query, at);
            }
            else if (columns[at].Known.Kind == ExpressionKind.Instant && IsLocal(context.Types.Of(values[at]).Kind))
            {
                Instants.AsInstant(context, values[at]);
            }
        }
    }

    public static void TogetherInColumns(DialectContext context, JsonObject node)
    {
        switch (Nodes.Text(node, "type"))
        {
            case "SET_OPERATION_NODE" when !context.Session.IsUtc:
                var (left, right) = (node["left"]!.AsObject(), node["right"]!.AsObject());
                var (a, b) = (context.Types.OfQuery(left).Columns, context.Types.OfQuery(right).Columns);
                for (var at = 0; at < Math.Min(a.Count, b.Count); at++)
                {
                    RequireItemsOfOneKind(context, node, [a[at].Known, b[at].Known]);
                    if (a[at].Known.Kind == ExpressionKind.Instant && IsLocal(b[at].Known.Kind))
                    {
                        AsInstants(context, right, at);
                    }
                    else if (b[at].Known.Kind == ExpressionKind.Instant && IsLocal(a[at].Known.Kind))
                    {
                        AsInstants(context, left, at);
                    }
                }

                break;
            case "RECURSIVE_CTE_NODE":
                Step(context, node);
                break;
            case "JOIN":
                RequireKeysOfOneKind(context, node);
                break;
            case "EXPRESSION_LIST":
                var rows = node["values"]!.AsArray().Select(row => row!.AsArray()).ToList();
                for (var at = 0; rows.Count > 0 && at < rows[0].Count; at++)
                {
                    Together(context, [.. rows.Where(row => at < row.Count).Select(row => row[at]!.AsObject())]);
                }

                break;
        }
    }

    // WITH RECURSIVE r(t) AS (SELECT … UNION ALL SELECT …): the second query's rows have the types of the first.
    private static void Step(DialectContext context, JsonObject node)
    {
        var step = node["right"]!.AsObject();
        var (first, next) = (context.Types.OfQuery(node["left"]!.AsObject()).Columns, context.Types.OfQuery(step).Columns);
        for (var at = 0; at < Math.Min(first.Count, next.Count); at++)
        {
            if (IsLocal(first[at].Known.Kind) && next[at].Known.Kind == ExpressionKind.Instant)
            {
                throw context.Mismatch(node, $"The recursion's step has timestamp with time zone in column {at + 1}, and its first query has {TypeRules.Name(first[at].Known.Kind)}. Write CAST(… AS timestamp with time zone) in the first query.");
            }

            if (!context.Session.IsUtc)
            {
                RequireItemsOfOneKind(context, node, [first[at].Known, next[at].Known]);
                if (first[at].Known.Kind == ExpressionKind.Instant && IsLocal(next[at].Known.Kind))
                {
                    AsInstants(context, step, at);
                }
            }
        }
    }

    // The engine matches the keys of USING by themselves, with UTC's clock.
    private static void RequireKeysOfOneKind(DialectContext context, JsonObject join)
    {
        foreach (var (name, left, right) in context.Types.KeysOf(join))
        {
            TypeRules.RequireOneType(context, join, [left, right], "compared");
            if (context.Session.IsUtc)
            {
                continue;
            }

            RequireItemsOfOneKind(context, join, [left, right]);
            if ((IsLocal(left.Kind) && right.MayBeInstant) || (IsLocal(right.Kind) && left.MayBeInstant))
            {
                throw context.Failed(TrinoErrorCode.NotSupported, join, $"The column {name} of USING is a date or timestamp on one side of the join, and may be an instant on the other. Write ON with CAST(… AS timestamp with time zone) around the first.");
            }
        }
    }

    private static void RequireItemsOfOneKind(DialectContext context, JsonObject node, IReadOnlyList<ExpressionType> arrays)
    {
        if (arrays.Any(array => array.Item == ExpressionKind.Instant) && arrays.Any(array => IsLocal(array.Item)))
        {
            throw context.Failed(TrinoErrorCode.NotSupported, node, "Arrays of timestamps without a zone come together with arrays of instants here. Write transform(…, x -> CAST(x AS timestamp with time zone)) around the first.");
        }
    }

    public static bool IsLocal(ExpressionKind kind) => kind is ExpressionKind.Date or ExpressionKind.Timestamp;

    /// <summary>Makes instants of a column of a query.</summary>
    private static void AsInstants(DialectContext context, JsonObject query, int column)
    {
        switch (Nodes.Text(query, "type"))
        {
            case "SET_OPERATION_NODE" when !Nodes.Text(query, "setop_type").EndsWith("BY_NAME", StringComparison.Ordinal):
                AsInstants(context, query["left"]!.AsObject(), column);
                AsInstants(context, query["right"]!.AsObject(), column);
                break;
            case "SELECT_NODE" when !query["select_list"]!.AsArray().Any(Nodes.IsStar):
                var item = query["select_list"]![column]!.AsObject();
                if (Nodes.Text(item, "alias").Length == 0 && Nodes.Class(item) == "COLUMN_REF")
                {
                    item["alias"] = item["column_names"]!.AsArray()[^1]!.GetValue<string>();
                }

                Instants.AsInstant(context, item);
                break;
            default:
                throw TimeZones.Zoneless("Timestamps without a zone come together with instants here, in a column that * makes. Name the columns, and write CAST(… AS timestamp with time zone).");
        }
    }
}
