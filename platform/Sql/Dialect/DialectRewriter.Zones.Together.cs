using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Instants that come together with dates and timestamps: in comparisons, unions, joins and arrays.</summary>
internal sealed partial class DialectRewriter
{
    /// <summary>Makes instants of the dates and timestamps that come together with instants, by the session's zone.</summary>
    private void Together(IEnumerable<JsonNode> values)
    {
        var nodes = values.Select(value => value.AsObject()).ToList();
        if (_session.IsUtc || nodes.Count == 0)
        {
            return;
        }

        if (nodes.TrueForAll(IsRow) && nodes.TrueForAll(node => DialectNodes.Children(node).Count == DialectNodes.Children(nodes[0]).Count))
        {
            for (var at = 0; at < DialectNodes.Children(nodes[0]).Count; at++)
            {
                Together([.. nodes.Select(node => DialectNodes.Children(node)[at]!)]);
            }

            return;
        }

        RequireItemsOfOneKind(nodes[0], [.. nodes.Select(node => _types.Of(node))]);
        if (!nodes.Exists(node => _types.Of(node).Kind == ExpressionKind.Instant) && !(nodes.Exists(node => IsLocal(_types.Of(node).Kind)) && nodes.Exists(node => _types.Of(node).MayBeInstant)))
        {
            return;
        }

        foreach (var node in nodes.Where(node => _types.Of(node).Kind is ExpressionKind.Date or ExpressionKind.Timestamp or ExpressionKind.Text or ExpressionKind.Unknown))
        {
            AsInstant(node);
        }
    }

    // x IN (SELECT y …), (a, b) IN (SELECT c, d …)
    private void Within(JsonObject value, JsonObject query)
    {
        var columns = _types.OfQuery(query).Columns;
        List<JsonObject> values = IsRow(value) ? [.. DialectNodes.Children(value).Select(part => part!.AsObject())] : [value];
        for (var at = 0; at < columns.Count && columns.Count == values.Count; at++)
        {
            RequireItemsOfOneKind(values[at], [_types.Of(values[at]), columns[at].Type]);
            if (_types.Of(values[at]).Kind == ExpressionKind.Instant && IsLocal(columns[at].Type.Kind))
            {
                AsInstants(query, at);
            }
            else if (columns[at].Type.Kind == ExpressionKind.Instant && IsLocal(_types.Of(values[at]).Kind))
            {
                AsInstant(values[at]);
            }
        }
    }

    private void TogetherInColumns(JsonObject node)
    {
        switch (DialectNodes.Text(node, "type"))
        {
            case "SET_OPERATION_NODE" when !_session.IsUtc:
                var (left, right) = (node["left"]!.AsObject(), node["right"]!.AsObject());
                var (a, b) = (_types.OfQuery(left).Columns, _types.OfQuery(right).Columns);
                for (var at = 0; at < Math.Min(a.Count, b.Count); at++)
                {
                    RequireItemsOfOneKind(node, [a[at].Type, b[at].Type]);
                    if (a[at].Type.Kind == ExpressionKind.Instant && IsLocal(b[at].Type.Kind))
                    {
                        AsInstants(right, at);
                    }
                    else if (b[at].Type.Kind == ExpressionKind.Instant && IsLocal(a[at].Type.Kind))
                    {
                        AsInstants(left, at);
                    }
                }

                break;
            case "RECURSIVE_CTE_NODE":
                Step(node);
                break;
            case "JOIN" when !_session.IsUtc:
                RequireKeysOfOneKind(node);
                break;
            case "EXPRESSION_LIST":
                var rows = node["values"]!.AsArray().Select(row => row!.AsArray()).ToList();
                for (var at = 0; rows.Count > 0 && at < rows[0].Count; at++)
                {
                    Together([.. rows.Where(row => at < row.Count).Select(row => row[at]!)]);
                }

                break;
        }
    }

    // WITH RECURSIVE r(t) AS (SELECT … UNION ALL SELECT …): the second query's rows have the types of the first.
    private void Step(JsonObject node)
    {
        var step = node["right"]!.AsObject();
        var (first, next) = (_types.OfQuery(node["left"]!.AsObject()).Columns, _types.OfQuery(step).Columns);
        for (var at = 0; at < Math.Min(first.Count, next.Count); at++)
        {
            if (IsLocal(first[at].Type.Kind) && next[at].Type.Kind == ExpressionKind.Instant)
            {
                throw Mismatch(node, $"The recursion's step has timestamp with time zone in column {at + 1}, and its first query has {Name(first[at].Type.Kind)}. Write CAST(… AS timestamp with time zone) in the first query.");
            }

            if (!_session.IsUtc)
            {
                RequireItemsOfOneKind(node, [first[at].Type, next[at].Type]);
                if (first[at].Type.Kind == ExpressionKind.Instant && IsLocal(next[at].Type.Kind))
                {
                    AsInstants(step, at);
                }
            }
        }
    }

    // The engine matches the keys of USING by themselves, with UTC's clock.
    private void RequireKeysOfOneKind(JsonObject join)
    {
        foreach (var (name, left, right) in _types.KeysOf(join))
        {
            RequireItemsOfOneKind(join, [left, right]);
            if ((IsLocal(left.Kind) && right.MayBeInstant) || (IsLocal(right.Kind) && left.MayBeInstant))
            {
                throw Failed(TrinoErrorCode.NotSupported, join, $"The column {name} of USING is a date or timestamp on one side of the join, and may be an instant on the other. Write ON with CAST(… AS timestamp with time zone) around the first.");
            }
        }
    }

    private void RequireItemsOfOneKind(JsonObject node, IReadOnlyList<ExpressionType> arrays)
    {
        if (arrays.Any(array => array.Item == ExpressionKind.Instant) && arrays.Any(array => IsLocal(array.Item)))
        {
            throw Failed(TrinoErrorCode.NotSupported, node, "Arrays of timestamps without a zone come together with arrays of instants here. Write transform(…, x -> CAST(x AS timestamp with time zone)) around the first.");
        }
    }

    private static bool IsLocal(ExpressionKind kind) => kind is ExpressionKind.Date or ExpressionKind.Timestamp;

    /// <summary>Makes instants of a column of a query.</summary>
    private void AsInstants(JsonObject query, int column)
    {
        switch (DialectNodes.Text(query, "type"))
        {
            case "SET_OPERATION_NODE" when !DialectNodes.Text(query, "setop_type").EndsWith("BY_NAME", StringComparison.Ordinal):
                AsInstants(query["left"]!.AsObject(), column);
                AsInstants(query["right"]!.AsObject(), column);
                break;
            case "SELECT_NODE" when !query["select_list"]!.AsArray().Any(IsStar):
                var item = query["select_list"]![column]!.AsObject();
                if (DialectNodes.Text(item, "alias").Length == 0 && DialectNodes.Class(item) == "COLUMN_REF")
                {
                    item["alias"] = item["column_names"]!.AsArray()[^1]!.GetValue<string>();
                }

                AsInstant(item);
                break;
            default:
                throw Zoneless("Timestamps without a zone come together with instants here, in a column that * makes. Name the columns, and write CAST(… AS timestamp with time zone).");
        }
    }
}
