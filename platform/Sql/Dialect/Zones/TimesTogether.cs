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
        var columns = ColumnsOf(context, query);
        List<JsonObject> values = Nodes.IsRow(value) ? [.. Nodes.Children(value).Select(part => part!.AsObject())] : [value];
        foreach (var (each, column) in columns.Count == values.Count ? values.Zip(columns) : [])
        {
            BringTogether(context, each, new Side(context.Types.Of(each), () => Instants.AsInstant(context, each)), column);
        }
    }

    public static void TogetherInColumns(DialectContext context, JsonObject node)
    {
        switch (Nodes.Text(node, "type"))
        {
            case "SET_OPERATION_NODE" when !context.Session.IsUtc:
                foreach (var (left, right) in ColumnsOf(context, node["left"]!.AsObject()).Zip(ColumnsOf(context, node["right"]!.AsObject())))
                {
                    BringTogether(context, node, left, right);
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
        var columns = ColumnsOf(context, node["left"]!.AsObject()).Zip(ColumnsOf(context, node["right"]!.AsObject()));
        foreach (var (at, (first, next)) in columns.Index())
        {
            if (first.AreLocal && next.AreInstants)
            {
                throw context.Mismatch(node, $"The recursion's step has timestamp with time zone in column {at + 1}, and its first query has {TypeRules.Name(first.Type.Kind)}. Write CAST(… AS timestamp with time zone) in the first query.");
            }

            if (!context.Session.IsUtc)
            {
                BringTogether(context, node, first, next);
            }
        }
    }

    private static void BringTogether(DialectContext context, JsonObject node, Side one, Side other)
    {
        RequireItemsOfOneKind(context, node, [one.Type, other.Type]);
        if (one.AreInstants && other.AreLocal)
        {
            other.MakeInstants();
        }
        else if (other.AreInstants && one.AreLocal)
        {
            one.MakeInstants();
        }
    }

    private static List<Side> ColumnsOf(DialectContext context, JsonObject query) =>
        [.. context.Types.OfQuery(query).Columns.Select((column, at) => new Side(column.Known, () => AsInstants(context, query, at)))];

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
            case "SET_OPERATION_NODE":
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

    /// <summary>A value, or a column of a query, that comes together with another.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="MakeInstants">Makes instants of its dates or timestamps.</param>
    private sealed record Side(ExpressionType Type, Action MakeInstants)
    {
        public bool AreInstants => Type.Kind == ExpressionKind.Instant;

        public bool AreLocal => IsLocal(Type.Kind);
    }
}
