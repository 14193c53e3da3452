using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>Aggregates and the types and values that they have in Trino; they may have FILTER, DISTINCT and OVER, which macros cannot.</summary>
internal static class AggregateFunctions
{
    // Bits of the map that counts distinct values of a query without groups: 256 KiB, and a standard error below 2.3 % up to 25 million values.
    private const int DistinctBits = 1 << 21;

    // Trino's percentile of n values is the one of place floor(n × fraction), the engine's of ceiling(n × fraction) - 1.
    private const double NextPlace = 1e-12;

    public static IEnumerable<DialectFunction> All =>
    [
        .. DialectFunction.Each("stddev stddev_pop stddev_samp var_pop var_samp variance", takes: ArgumentKind.Quantity),
        .. DialectFunction.Each("corr covar_pop covar_samp regr_intercept regr_slope", OfPairs, arity: 2).Select(function => function with { IsAggregate = true }),
        .. DialectFunction.Each("row_number rank dense_rank percent_rank cume_dist ntile first_value last_value nth_value", OutsideOfWindow),
        DialectFunction.Aggregate("approx_distinct", Distinct) with { Signature = "(T) -> bigint, (T, double) -> bigint" },
        DialectFunction.Aggregate("approx_percentile", Percentile) with
        {
            Signature = "(bigint, double) -> bigint, (bigint, array(double)) -> array(bigint), (double, double) -> double, (double, array(double)) -> array(double), (real, double) -> real, (real, array(double)) -> array(real)",
        },
        DialectFunction.Aggregate("arbitrary") with { EngineName = "any_value" },
        DialectFunction.Aggregate("avg", call => OfMonths(call) || Average(call)) with
        {
            Takes = ArgumentKind.Quantity, Signature = "(bigint) -> double, (decimal) -> decimal, (double) -> double, (real) -> real, (interval day to second) -> interval day to second, (interval year to month) -> interval year to month",
        },
        DialectFunction.Aggregate("bitwise_and_agg", OfBits) with { EngineName = "bit_and" },
        DialectFunction.Aggregate("bitwise_or_agg", OfBits) with { EngineName = "bit_or" },
        DialectFunction.Aggregate("bitwise_xor_agg", OfBits) with { EngineName = "bit_xor" },
        DialectFunction.Aggregate("count_if", CountIf, 1) with { Takes = ArgumentKind.Condition },
        DialectFunction.Aggregate("countif", CountIf, 1) with { IsOfParser = true, Takes = ArgumentKind.Condition },
        DialectFunction.Aggregate("every") with { EngineName = "bool_and" },
        new("histogram") { IsEngines = count => count > 1 },
        DialectFunction.Aggregate("lag", OfAnotherRow),
        DialectFunction.Aggregate("lead", OfAnotherRow),
        DialectFunction.Aggregate("listagg", Join) with { EngineName = "string_agg", Signature = "(varchar, varchar) -> varchar" },
        DialectFunction.Aggregate("map_agg", call => Entries(call, "map_of"), 2) with { Signature = "(K, V) -> map(K, V)" },
        DialectFunction.Aggregate("max", call => call.Count == 1 ? Maximum(call) : Several(call)),
        DialectFunction.Aggregate("max_by", call => By(call, "arg_max_null")),
        DialectFunction.Aggregate("min", call => call.Count == 1 ? OffsetTime(call, "arg_min") : Several(call)),
        DialectFunction.Aggregate("min_by", call => By(call, "arg_min_null")),
        DialectFunction.Aggregate("multimap_agg", call => Entries(call, "multimap_of"), 2) with { Signature = "(K, V) -> map(K, array(V))" },
        DialectFunction.Aggregate("sum", call => OfMonths(call) || Sum(call)) with
        {
            Takes = ArgumentKind.Quantity, Signature = "(bigint) -> bigint, (decimal) -> decimal, (double) -> double, (real) -> real, (interval day to second) -> interval day to second, (interval year to month) -> interval year to month",
        },
    ];

    private static bool OutsideOfWindow(DialectCall call) =>
        throw call.Failed(TrinoErrorCode.MissingOver, $"Window function {call.Name} requires an OVER clause: {call.Name}(…) OVER (ORDER BY …).");

    // The engine casts the default to the value's type, and rounds it.
    private static bool OfAnotherRow(DialectCall call)
    {
        if (Nodes.Class(call.Node) != "WINDOW")
        {
            return OutsideOfWindow(call);
        }

        var context = call.Context;
        if (call.Node["default_expr"] is JsonObject otherwise && !AreOne(context.Types.Of(otherwise), context.Types.Of(call[0])))
        {
            context.Surround(call[0], value => Nodes.Case(value, (Nodes.Boolean(false), context.Copy(otherwise))));
        }

        return true;
    }

    // Whether two types are known to be the same.
    private static bool AreOne(ExpressionType one, ExpressionType other) =>
        one == other && one.Kind != ExpressionKind.Unknown && (one.Size is not null || !ExpressionKinds.IsNumber(one.Kind));

    private static bool Sum(DialectCall call)
    {
        if (call.Count == 1 && call.Context.Types.Of(call.Node).IsReal)
        {
            return call.CastTo("FLOAT");
        }

        if (call.Count != 1 || call.Kind(0) != ExpressionKind.Interval)
        {
            return false;
        }

        call.Add(Nodes.Function("epoch_us", call.Take()));
        call.Context.Surround(call.Node, inner => Nodes.Function("to_microseconds", Nodes.Cast(inner, "BIGINT")));
        return true;
    }

    // The engine takes a month for 30 days.
    private static bool OfMonths(DialectCall call)
    {
        if (call.Context.Types.Of(call.Node).Shape != ColumnShapes.Months)
        {
            return false;
        }

        call.Add(Nodes.Function(call.Context.Macro("months"), call.Take()));
        call.Context.Wrap(call.Node, "interval_of_months");
        return true;
    }

    // The engine's own is a sum: null where no row has a value.
    private static bool CountIf(DialectCall call)
    {
        ArgumentRules.Require(call);
        var condition = call.Take()[0].AsObject();
        condition["alias"] = "";
        call.Add(Nodes.Function("nullif", condition, Nodes.Boolean(false)));
        return call.Rename("count");
    }

    // Of decimals it is the sum by the count, as exact as a division. Where the type shows when it is bound, the sum is one of digits.
    private static bool Average(DialectCall call)
    {
        var (context, node) = (call.Context, call.Node);
        if (call.Count != 1 || context.Types.Of(node).IsReal)
        {
            return call.Count == 1 && call.CastTo("FLOAT");
        }

        if (call.Kind(0) is not (ExpressionKind.Decimal or ExpressionKind.Unknown))
        {
            return false;
        }

        var type = Nodes.Function(context.Macro("avg_type"), OfSameRows(context, node, "min"));
        var (sum, count) = (OfSameRows(context, node, "sum"), OfSameRows(context, node, "count"));
        if (call.Kind(0) == ExpressionKind.Decimal)
        {
            context.Become(node, Nodes.Function(context.Macro("avg_decimal"), sum, count, type));
            return true;
        }

        context.Wrap(Nodes.Child(sum, 0), "digits");
        context.Surround(node, inner => Nodes.Function(context.Macro("avg_any"), inner, sum, count, type));
        return true;
    }

    /// <summary>Another aggregate of the same values.</summary>
    private static JsonObject OfSameRows(DialectContext context, JsonObject aggregate, string name)
    {
        var other = context.Copy(aggregate).AsObject();
        other["function_name"] = name;
        other["alias"] = "";
        if (name == "min")
        {
            other["distinct"] = false;
        }

        if (Nodes.Class(other) == "WINDOW")
        {
            other["type"] = "WINDOW_AGGREGATE";
        }

        return other;
    }

    // Times with an offset, by their instant.
    private static bool OffsetTime(DialectCall call, string by)
    {
        if (call.Kind(0) != ExpressionKind.OffsetTime)
        {
            return false;
        }

        call.Add(Nodes.Function(call.Context.Macro("offset_time"), call.Context.Copy(call[0])));
        return call.Rename(by);
    }

    // The engine takes NaN for the greatest number, also of negated ones, Trino for none alongside others. A condition for each row would take twice as long.
    private static bool Maximum(DialectCall call)
    {
        if (OffsetTime(call, "arg_max"))
        {
            return true;
        }

        if (!NaNs.MayBeNaN(call.Context, call[0]))
        {
            return false;
        }

        var argument = call.Take()[0].AsObject();
        argument["alias"] = "";
        call.Add(Nodes.Function("-", argument));
        call.Node["function_name"] = "min";
        call.Context.Surround(call.Node, inner => Nodes.Function("-", inner));
        return true;
    }

    private static bool Several(DialectCall call)
    {
        Comparisons.Intervals(call.Context, call.Arguments);
        return false;
    }

    // A row whose value is null counts. Where several are taken the engine leaves it out, but not a row of it.
    private static bool By(DialectCall call, string engine)
    {
        if (call.Count is not (2 or 3))
        {
            return false;
        }

        Comparisons.Intervals(call.Context, [call[1]]);
        var (context, parts) = (call.Context, call.Take());
        call.Add(parts.Length == 3 ? Nodes.Function("row", parts[0]) : parts[0]);
        call.Add(call.Name == "max_by" && parts.Length == 2 && NaNs.MayBeNaN(context, parts[1].AsObject()) ? NaNs.NumberOrNull(context, parts[1]) : parts[1]);
        if (parts.Length == 2)
        {
            return call.Rename(engine);
        }

        call.Add(parts[2]);
        context.Wrap(call.Node, "firsts");
        return true;
    }

    private static bool OfPairs(DialectCall call)
    {
        // It is a real in Trino for whole numbers and decimals.
        var isReal = call.Arguments.All(part => call.Context.Kinds.Of(part) is ExpressionKind.Integer or ExpressionKind.Decimal);
        // The engine returns NaN for one row, or equal ones.
        var value = call.Name is "corr" or "regr_slope" ? call.Context.Surround(call.Node, inner => Nodes.Function("nullif", inner, NaNs.NaN())) : call.Node;
        if (isReal)
        {
            call.Context.CastOf(value, "FLOAT");
        }

        return true;
    }

    private static bool OfBits(DialectCall call)
    {
        if (call.Count == 1)
        {
            call.Context.CastOf(call[0], "BIGINT");
        }

        return false;
    }

    private static bool Join(DialectCall call)
    {
        if (call.Count == 1)
        {
            call.Add(Nodes.Constant(""));
        }

        return false;
    }

    private static bool Entries(DialectCall call, string macro)
    {
        LeaveOutNull(call.Context, call.Node, call[0]);
        var entry = Nodes.Function("row", call.Take());
        call.Context.Wrap(call.Node, macro);
        call.Add(entry);
        return call.Rename("array_agg");
    }

    private static void LeaveOutNull(DialectContext context, JsonObject aggregate, JsonObject value)
    {
        var member = Nodes.Class(aggregate) == "WINDOW" ? "filter_expr" : "filter";
        var given = aggregate[member] as JsonObject;
        aggregate[member] = null;
        var isValue = Nodes.Expression("OPERATOR", "OPERATOR_IS_NOT_NULL", new JsonArray(context.Copy(value)));
        aggregate[member] = given is null ? isValue : Nodes.And([given, isValue]);
    }

    // The engine's own estimate is 14 to 25 % off. Groups, which may be many and small, are counted exactly.
    private static bool Distinct(DialectCall call)
    {
        if (call.Count is not (1 or 2))
        {
            return false;
        }

        var (context, node) = (call.Context, call.Node);
        var isWindow = Nodes.Class(node) == "WINDOW";
        var value = call.Take()[0];
        if (isWindow || node["distinct"]?.GetValue<bool>() == true || (context.Groups.TryPeek(out var hasGroups) && hasGroups))
        {
            call.Add(value);
            node["distinct"] = true;
            if (isWindow)
            {
                node["type"] = "WINDOW_AGGREGATE";
            }

            return call.Rename("count");
        }

        call.Add(Nodes.Function(context.Macro("distinct_bit"), context.Copy(value), value));
        call.Add(Nodes.Constant(0));
        call.Add(Nodes.Constant(DistinctBits - 1));
        call.Rename("bitstring_agg");
        context.Wrap(node, "distinct_bits");
        return true;
    }

    private static bool Percentile(DialectCall call)
    {
        if (call.Count != 2)
        {
            return call.Count == 3 ? throw call.Failed(TrinoErrorCode.NotSupported, "approx_percentile takes a value and a fraction here, no weight or accuracy.") : false;
        }

        call.Rename("quantile_disc");
        Fractions(call.Context, call[1]);
        switch (call.Kind(0))
        {
            case ExpressionKind.Integer:
                call.Context.CastOf(call[0], "BIGINT");
                break;
            case ExpressionKind.Decimal:
                // The engine would round to whole numbers.
                call.Context.CastOf(call[0], "FLOAT");
                if (!IsArray(call[1]))
                {
                    call.CastTo("FLOAT");
                }

                break;
        }

        return true;
    }

    private static bool IsArray(JsonObject fraction) => Nodes.Text(fraction, "type") == "ARRAY_CONSTRUCTOR" || Nodes.FunctionName(fraction) == "list_value";

    private static void Fractions(DialectContext context, JsonObject fraction)
    {
        if (IsArray(fraction))
        {
            foreach (var each in Nodes.Children(fraction).ToList())
            {
                Fractions(context, each!.AsObject());
            }

            return;
        }

        if (Nodes.Number(fraction) is not { } number)
        {
            throw context.Failed(TrinoErrorCode.NotSupported, fraction, "The fraction of approx_percentile is a number in the text here, or an array of numbers: approx_percentile(x, 0.5).");
        }

        if (number is not (>= 0 and <= 1))
        {
            throw context.Failed(TrinoErrorCode.InvalidFunctionArgument, fraction, "Percentile must be between 0 and 1");
        }

        Nodes.Replace(fraction, Nodes.Cast(Nodes.Constant(Math.Min(1, number + NextPlace).ToString("R", CultureInfo.InvariantCulture)), "DOUBLE"));
    }
}
