using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Analysis;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Aggregates and the types and values that they have in Trino.</summary>
internal sealed partial class DialectRewriter
{
    // Bits of the map that counts distinct values of a query without groups: 256 KiB, and a standard error below 2.3 % up to 25 million values.
    private const int DistinctBits = 1 << 21;

    // Trino's percentile of n values is the one of place floor(n × fraction), the engine's of ceiling(n × fraction) - 1.
    private const double NextPlace = 1e-12;

    // Whether the SELECTs around have groups, the innermost on top.
    private readonly Stack<bool> _groups = new();

    /// <summary>Aggregates whose types are other ones; they may have FILTER, DISTINCT and OVER, which macros cannot.</summary>
    private bool Aggregate(JsonObject node)
    {
        var count = DialectNodes.Children(node).Count;
        switch (DialectNodes.FunctionName(node))
        {
            case "count_if" or "countif":
                CastOf(node, "BIGINT");
                return true;
            case "sum" or "avg" when count == 1 && _types.Of(node).IsReal:
                CastOf(node, "FLOAT");
                return true;
            case "min" or "max" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) == ExpressionKind.OffsetTime:
                // By their instant.
                DialectNodes.Children(node).Add((JsonNode)DialectNodes.Function(Macro("offset_time"), Copy(DialectNodes.Child(node, 0))));
                Rename(node, DialectNodes.FunctionName(node) == "min" ? "arg_min" : "arg_max");
                return true;
            case "avg" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) is ExpressionKind.Decimal or ExpressionKind.Unknown:
                Average(node);
                return true;
            case "avg":
                return true;
            case "sum" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) == ExpressionKind.Interval:
                DialectNodes.Children(node).Add((JsonNode)DialectNodes.Function("epoch_us", DialectNodes.Take(node)));
                var micros = DialectNodes.Cast(DialectNodes.Null(), "BIGINT");
                DialectNodes.Replace(node, DialectNodes.Function("to_microseconds", micros));
                micros["child"] = node;
                _isChanged = true;
                return true;
            case "max" when count == 1 && MayBeNaN(DialectNodes.Child(node, 0)):
                Maximum(node);
                return true;
            case "max_by" when count == 2 && MayBeNaN(DialectNodes.Child(node, 1)):
                var by = DialectNodes.Take(node);
                DialectNodes.Children(node).Add(by[0]);
                DialectNodes.Children(node).Add((JsonNode)NumberOrNull(by[1]));
                _isChanged = true;
                return true;
            case "corr" or "covar_pop" or "covar_samp" or "regr_intercept" or "regr_slope" when count == 2:
                OfPairs(node);
                return true;
            case "approx_distinct" when count is 1 or 2:
                Distinct(node);
                return true;
            case "approx_percentile" when count == 3:
                throw Failed(TrinoErrorCode.NotSupported, node, "approx_percentile takes a value and a fraction here, no weight or accuracy.");
            case "approx_percentile" when count == 2:
                Rename(node, "quantile_disc");
                Fractions(DialectNodes.Child(node, 1));
                switch (_kinds.Of(DialectNodes.Child(node, 0)))
                {
                    case ExpressionKind.Integer:
                        CastArgument(node, "BIGINT");
                        break;
                    case ExpressionKind.Decimal:
                        // The engine would round to whole numbers.
                        CastArgument(node, "FLOAT");
                        CastOf(node, "FLOAT");
                        break;
                }

                return true;
            case "bitwise_and_agg" or "bitwise_or_agg" or "bitwise_xor_agg" when count == 1:
                CastArgument(node, "BIGINT");
                Rename(node, Renamed[DialectNodes.FunctionName(node)!]);
                return true;
            case "listagg":
                if (count == 1)
                {
                    DialectNodes.Children(node).Add((JsonNode)DialectNodes.Constant(""));
                }

                Rename(node, "string_agg");
                return true;
            case "map_agg" or "multimap_agg" when count == 2:
                var kind = DialectNodes.FunctionName(node) == "map_agg" ? "map_of" : "multimap_of";
                var entry = DialectNodes.Function("row", DialectNodes.Take(node));
                var map = DialectNodes.Function(Macro(kind));
                DialectNodes.Replace(node, map);
                DialectNodes.Children(map).Add(node);
                DialectNodes.Children(node).Add((JsonNode)entry);
                Rename(node, "array_agg");
                return true;
            case { } name when Renamed.TryGetValue(name, out var own) && SafeFunctions.IsAggregate(own):
                Rename(node, own);
                return true;
            default:
                return false;
        }
    }

    // Of decimals it is the sum by the count, as exact as a division. Where the type shows when it is bound, the sum is one of digits.
    private void Average(JsonObject node)
    {
        var type = DialectNodes.Function(Macro("avg_type"), OfSameRows(node, "min"));
        var (sum, count) = (OfSameRows(node, "sum"), OfSameRows(node, "count"));
        JsonObject average;
        if (_kinds.Of(DialectNodes.Child(node, 0)) == ExpressionKind.Decimal)
        {
            average = DialectNodes.Function(Macro("avg_decimal"), sum, count, type);
            DialectNodes.Replace(node, average);
            return;
        }

        Wrap(DialectNodes.Child(sum, 0), "digits");
        average = DialectNodes.Function(Macro("avg_any"));
        DialectNodes.Replace(node, average);
        foreach (var part in (ReadOnlySpan<JsonNode>)[node, sum, count, type])
        {
            DialectNodes.Children(average).Add(part);
        }
    }

    /// <summary>Another aggregate of the same values.</summary>
    private JsonObject OfSameRows(JsonObject aggregate, string name)
    {
        var other = Copy(aggregate).AsObject();
        other["function_name"] = name;
        other["alias"] = "";
        if (name == "min")
        {
            other["distinct"] = false;
        }

        if (DialectNodes.Class(other) == "WINDOW")
        {
            other["type"] = "WINDOW_AGGREGATE";
        }

        return other;
    }

    private void OfPairs(JsonObject node)
    {
        // It is a real in Trino for whole numbers and decimals.
        var isReal = DialectNodes.Children(node).All(part => _kinds.Of(part) is ExpressionKind.Integer or ExpressionKind.Decimal);
        var value = node;
        if (DialectNodes.FunctionName(node) is "corr" or "regr_slope")
        {
            // The engine returns NaN for one row, or equal ones.
            value = DialectNodes.Function("nullif");
            DialectNodes.Replace(node, value);
            DialectNodes.Children(value).Add(node);
            DialectNodes.Children(value).Add((JsonNode)NaN());
            _isChanged = true;
        }

        if (isReal)
        {
            CastOf(value, "FLOAT");
        }
    }

    /// <summary>Puts a cast around a node.</summary>
    private void CastOf(JsonObject node, string type)
    {
        var cast = DialectNodes.Cast(DialectNodes.Null(), type);
        DialectNodes.Replace(node, cast);
        cast["child"] = node;
        _isChanged = true;
    }

    private void CastArgument(JsonObject function, string type)
    {
        var argument = DialectNodes.Children(function)[0]!;
        DialectNodes.Children(function).RemoveAt(0);
        DialectNodes.Children(function).Insert(0, DialectNodes.Cast(argument, type));
        _isChanged = true;
    }

    // The engine takes NaN for the greatest number, also of negated ones, Trino for none alongside others. A condition for each row would take twice as long.
    private void Maximum(JsonObject node)
    {
        var argument = DialectNodes.Take(node)[0].AsObject();
        argument["alias"] = "";
        DialectNodes.Children(node).Add((JsonNode)DialectNodes.Function("-", argument));
        node["function_name"] = "min";
        var negated = DialectNodes.Function("-");
        DialectNodes.Replace(node, negated);
        DialectNodes.Children(negated).Add(node);
        _isChanged = true;
    }

    // The engine's own estimate is 14 to 25 % off. Groups, which may be many and small, are counted exactly.
    private void Distinct(JsonObject node)
    {
        var value = DialectNodes.Take(node)[0];
        if (DialectNodes.Class(node) == "WINDOW" || node["distinct"]?.GetValue<bool>() == true || (_groups.TryPeek(out var hasGroups) && hasGroups))
        {
            DialectNodes.Children(node).Add(value);
            node["distinct"] = true;
            if (DialectNodes.Class(node) == "WINDOW")
            {
                node["type"] = "WINDOW_AGGREGATE";
            }

            Rename(node, "count");
            return;
        }

        var bit = DialectNodes.Function(Macro("distinct_bit"), Copy(value), value);
        DialectNodes.Children(node).Add((JsonNode)bit);
        DialectNodes.Children(node).Add((JsonNode)DialectNodes.Constant(0));
        DialectNodes.Children(node).Add((JsonNode)DialectNodes.Constant(DistinctBits - 1));
        Rename(node, "bitstring_agg");
        Wrap(node, "distinct_bits");
    }

    private void Fractions(JsonObject fraction)
    {
        if (DialectNodes.Text(fraction, "type") == "ARRAY_CONSTRUCTOR" || DialectNodes.FunctionName(fraction) == "list_value")
        {
            foreach (var each in DialectNodes.Children(fraction).ToList())
            {
                Fractions(each!.AsObject());
            }

            return;
        }

        if (DialectNodes.Number(fraction) is not { } number)
        {
            throw Failed(TrinoErrorCode.NotSupported, fraction, "The fraction of approx_percentile is a number in the text here, or an array of numbers: approx_percentile(x, 0.5).");
        }

        if (number is not (>= 0 and <= 1))
        {
            throw Failed(TrinoErrorCode.InvalidFunctionArgument, fraction, "Percentile must be between 0 and 1");
        }

        DialectNodes.Replace(fraction, DialectNodes.Cast(DialectNodes.Constant(Math.Min(1, number + NextPlace).ToString("R", CultureInfo.InvariantCulture)), "DOUBLE"));
    }
}
