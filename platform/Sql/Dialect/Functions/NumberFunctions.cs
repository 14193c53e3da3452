using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>Functions of numbers.</summary>
internal static class NumberFunctions
{
    public static IEnumerable<DialectFunction> All =>
    [
        .. DialectFunction.Each("abs atan cbrt cos cosh degrees exp radians sin sinh tan tanh", takes: ArgumentKind.Number),
        .. DialectFunction.Each("acos asin ln log10 log2 sqrt", Outside, ArgumentKind.Number, arity: 1),
        .. DialectFunction.Each("ceil ceiling floor", Round, ArgumentKind.Number, arity: 1),
        .. DialectFunction.Each("greatest least", Greatest),
        // The type of NULL is none that a value can be cast to.
        .. DialectFunction.Each("bitwise_left_shift bitwise_right_shift bitwise_right_shift_arithmetic", call => call.Kind(0) == ExpressionKind.Null && call.Become(Nodes.Cast(Nodes.Null(), "BIGINT")), arity: 2),
        new("bit_count") { IsEngines = count => count == 1 },
        DialectFunction.Renamed("is_finite", "isfinite"),
        DialectFunction.Renamed("is_infinite", "isinf"),
        DialectFunction.Renamed("is_nan", "isnan"),
        new("nullif", NullIf, 2),
        .. DialectFunction.Each("round truncate", KeepScale, ArgumentKind.Number, arity: 2),
        new("rand", call => call.Count > 0 ? call.Macro("rand") : call.Rename("random")),
        new("random", call => call.Count > 0 && call.Macro("rand")),
        new("sign", Sign, 1) { Takes = ArgumentKind.Number },
    ];

    // Whole numbers stay as they are.
    private static bool Round(DialectCall call) => call.Kind(0) == ExpressionKind.Integer && call.Become(call.Take()[0].AsObject());

    // A decimal that is rounded to fewer digits has as many as before, and its zeros.
    private static bool KeepScale(DialectCall call)
    {
        var isToDigits = call.Name == "round" && !(call.Number(1) >= 0);
        // Of whole numbers the engine's wraps around where 127 is rounded to 130.
        if (call.Kind(0) is not (ExpressionKind.Decimal or ExpressionKind.Unknown) && !(isToDigits && call.Kind(0) == ExpressionKind.Integer))
        {
            return false;
        }

        if (call.Kind(0) != ExpressionKind.Decimal || call.Context.Types.Of(call.Node) is not { Kind: ExpressionKind.Decimal, Size: { } size })
        {
            return call.Macro($"{call.Name}_at");
        }

        if (isToDigits)
        {
            // 9.99 becomes 10.00, which its own type does not hold: the engine makes 0 of it.
            call.Context.Surround(call[0], inner => Nodes.Cast(inner, size.Precision, size.Scale));
        }

        call.Rename(call.Name == "round" ? "round" : "trunc");
        call.Context.Surround(call.Node, inner => Nodes.Cast(inner, size.Precision, size.Scale));
        return true;
    }

    private static bool Sign(DialectCall call)
    {
        if (call.Kind(0) == ExpressionKind.Decimal)
        {
            // A decimal of one digit.
            call.Rename("sign");
            call.Context.Surround(call.Node, inner => Nodes.Cast(inner, 1, 0));
            return true;
        }

        if (!NaNs.MayBeNaN(call.Context, call[0]))
        {
            return false;
        }

        var node = call.Node;
        // The engine's is an error for NaN, whose sign it is itself, as that of null is.
        var sign = Nodes.Case(call.Context.Copy(call[0]), (NaNs.IsNumber(call.Context.Copy(call[0])), Nodes.Null()));
        call.Become(sign);
        call.Macro("sign");
        Nodes.Replace(sign["case_checks"]![0]!["then_expr"]!.AsObject(), node);
        return true;
    }

    private static bool NullIf(DialectCall call)
    {
        var context = call.Context;
        if (NaNs.MayBeNaN(context, call[0]) && NaNs.MayBeNaN(context, call[1]))
        {
            var pair = call.Take();
            var equal = Comparisons.EqualParts(context, context.Copy(pair[0]), pair[1]);
            return call.Become(Nodes.Case(pair[0], (equal, Nodes.Null())));
        }

        if ((TypeRules.IsArray(call.Kind(0)) || call.Kind(0) == ExpressionKind.Map) && Comparisons.Equality(context, context.Copy(call[0]).AsObject(), context.Copy(call[1]).AsObject()) is { } same)
        {
            return call.Become(Nodes.Case(call.Take()[0], (same, Nodes.Null())));
        }

        TypeRules.RequireOneType(context, call.Node, [call[0], call[1]], "compared");
        return true;
    }

    // Outside of their range these are NaN or infinite in Trino, and errors in the engine.
    private static bool Outside(DialectCall call)
    {
        var isArc = call.Name is "acos" or "asin";
        if (call.Number(0) is > 0 and <= 1 || (!isArc && call.Number(0) > 1))
        {
            return false;
        }

        var (context, value) = (call.Context, call[0]);
        List<(JsonNode, JsonNode)> checks = isArc
            ? [(Nodes.Comparison("COMPARE_GREATERTHAN", Nodes.Function("abs", context.Copy(value)), Nodes.Constant(1)), NaNs.NaN())]
            : [(Nodes.Comparison("COMPARE_LESSTHAN", context.Copy(value), Nodes.Constant(0)), NaNs.NaN())];
        if (call.Name is "ln" or "log2" or "log10")
        {
            checks.Add((Nodes.Comparison("COMPARE_EQUAL", context.Copy(value), Nodes.Constant(0)), Nodes.Cast(Nodes.Constant("-Infinity"), "DOUBLE")));
        }

        var last = Nodes.Null();
        call.Become(Nodes.Case(last, [.. checks]));
        Nodes.Replace(last, call.Node);
        return true;
    }

    private static bool Greatest(DialectCall call)
    {
        Arithmetic.SmallIntegers(call.Context, call.Arguments);
        if (call.Count < 2)
        {
            return false;
        }

        TypeRules.Unite(call.Context, call.Node, [.. call.Arguments], "compared");
        Comparisons.Intervals(call.Context, call.Arguments);
        if (call.Name == "greatest" && call.Arguments.Any(part => NaNs.MayBeNaN(call.Context, part)))
        {
            return GreatestNumber(call);
        }

        // With a null among them they are null.
        var parts = call.Context.CopyNullable(call.Arguments);
        if (parts.Count > 0)
        {
            var copy = call.Context.Copy(call.Node).AsObject();
            copy["alias"] = "";
            call.Become(Nodes.NullIfAny(parts, copy));
        }

        return true;
    }

    // NaN counts only where there is no other number.
    private static bool GreatestNumber(DialectCall call)
    {
        var context = call.Context;
        var tests = call.Arguments.Where(part => Nodes.Number(part) is null).Select(context.Copy).ToList();
        var numbers = Nodes.Function("greatest", [.. call.Arguments.Select(part => NaNs.MayBeNaN(context, part) ? NaNs.NumberOrNull(context, context.Copy(part)) : context.Copy(part))]);
        var either = Nodes.Expression("OPERATOR", "OPERATOR_COALESCE", new JsonArray(numbers, NaNs.NaN()));
        return call.Become(Nodes.NullIfAny(tests, either));
    }
}
