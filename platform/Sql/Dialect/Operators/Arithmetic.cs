using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>Operators of numbers, dates and intervals.</summary>
internal static class Arithmetic
{
    public static void Divide(DialectContext context, JsonObject node)
    {
        var (a, b) = (context.Kinds.Of(Nodes.Child(node, 0)), context.Kinds.Of(Nodes.Child(node, 1)));
        RequireNumbers(context, node, a, b);
        if (a is ExpressionKind.Interval or ExpressionKind.Double || b is ExpressionKind.Double)
        {
            return;
        }

        var isNullByZero = context.Tries > 0 && TriedBody.IsNullWith(node);
        if (a == ExpressionKind.Integer && b == ExpressionKind.Integer)
        {
            if (!isNullByZero && !Nodes.IsNonZero(Nodes.Child(node, 1)))
            {
                Call(context, node, "divide_integers");
                return;
            }

            node["function_name"] = "//";
            context.IsChanged = true;
            return;
        }

        // The type apart from the value: values of nested divisions would double at each level.
        Nodes.Children(node).Add((JsonNode)Nodes.Function(context.Macro("quotient_type"), TypeOf(context, Nodes.Child(node, 0)), TypeOf(context, Nodes.Child(node, 1))));
        // What may be a double is named more than once by its macro: nested, it would grow in the engine.
        if (isNullByZero && b is ExpressionKind.Integer or ExpressionKind.Decimal)
        {
            var divisor = Nodes.Child(node, 1);
            Nodes.Children(node)[1] = Nodes.Function("nullif", context.Copy(divisor), Nodes.Constant(0));
        }

        var isExact = a is ExpressionKind.Integer or ExpressionKind.Decimal && b is ExpressionKind.Integer or ExpressionKind.Decimal;
        context.Call(node, isExact ? "divide_exact" : "divide");
        if (isExact && context.Types.Of(node).Size is { } size)
        {
            context.Surround(node, inner => Nodes.Cast(inner, size.Precision, size.Scale));
        }
    }

    public static void Modulo(DialectContext context, JsonObject node)
    {
        var (a, b) = (context.Kinds.Of(Nodes.Child(node, 0)), context.Kinds.Of(Nodes.Child(node, 1)));
        RequireNumbers(context, node, a, b);
        if (a != ExpressionKind.Double && b != ExpressionKind.Double && !Nodes.IsNonZero(Nodes.Child(node, 1)) && !(context.Tries > 0 && b == ExpressionKind.Integer && TriedBody.IsNullWith(node)))
        {
            Call(context, node, "mod");
        }
    }

    private static void Call(DialectContext context, JsonObject node, string macro) =>
        context.Call(node, Nodes.Within(Nodes.Child(node, 0)).Any(each => each.Part is JsonObject part && MayNotRepeat(part)) ? $"{macro}_once" : macro);

    private static bool MayNotRepeat(JsonObject part) => Nodes.Class(part) is "WINDOW" or "SUBQUERY" || Nodes.FunctionName(part)?.StartsWith(MacroNames.Prefix, StringComparison.Ordinal) == true;

    /// <summary>Writes NULL with its type in the place of an operation of decimals with NULL, for which the engine has none.</summary>
    public static bool BecomesNull(DialectContext context, JsonObject node)
    {
        // Where an aggregate is in it, the query has one row for each group all the same.
        var operands = Nodes.Children(node).Select(child => child!.AsObject()).ToList();
        var types = operands.Select(context.Types.Of).Append(context.Types.Of(node)).Where(type => type.Kind is not (ExpressionKind.Unknown or ExpressionKind.Null)).ToList();
        if (!operands.Exists(each => context.Kinds.Of(Nodes.Class(each) == "CAST" ? each["child"] : each) == ExpressionKind.Null) || TriedBody.Before(node).Count > 0
            || !types.TrueForAll(type => ExpressionKinds.IsNumber(type.Kind)) || types is not [.., { Kind: ExpressionKind.Decimal, Size: { } size }])
        {
            return false;
        }

        context.Become(node, Nodes.Cast(Nodes.Null(), size.Precision, size.Scale));
        return true;
    }

    /// <summary>A date and an interval make a date, as in Trino; the difference of two dates is an interval.</summary>
    public static void PlusOrMinus(DialectContext context, JsonObject node, bool isMinus)
    {
        var (a, b) = (context.Kinds.Of(Nodes.Child(node, 0)), context.Kinds.Of(Nodes.Child(node, 1)));
        if (b == ExpressionKind.Interval && a is (ExpressionKind.Date or ExpressionKind.Unknown))
        {
            KeepType(context, node, Nodes.Child(node, 0), a == ExpressionKind.Date && !IsOfDays(Nodes.Child(node, 1)));
        }
        else if (a == ExpressionKind.Interval && !isMinus && b is (ExpressionKind.Date or ExpressionKind.Unknown))
        {
            KeepType(context, node, Nodes.Child(node, 1), b == ExpressionKind.Date && !IsOfDays(Nodes.Child(node, 0)));
        }
        else if (isMinus && a == ExpressionKind.Date && b == ExpressionKind.Date)
        {
            var wrapper = Nodes.Function("to_days");
            Nodes.Replace(node, wrapper);
            Nodes.Children(wrapper).Add((JsonNode)Nodes.Cast(node, "INTEGER"));
            context.IsChanged = true;
        }
        else
        {
            RequireNumbers(context, node, a, b);
        }
    }

    // INTERVAL '1' DAY, INTERVAL '2' MONTH
    private static bool IsOfDays(JsonObject interval) => Nodes.FunctionName(interval) is "to_days" or "to_weeks" or "to_months" or "to_quarters" or "to_years";

    /// <summary>Whether an interval has months. The engine has one type for both kinds of intervals; a query has them as literals and columns.</summary>
    public static bool HasMonths(DialectContext context, JsonNode interval) =>
        Nodes.Within(interval).Any(each => each.Part is JsonObject node && (context.Types.Of(node).Shape == ColumnShapes.Months || Nodes.FunctionName(node) is "to_months" or "to_years" or "to_quarters" or "to_decades" or "to_centuries"));

    // A date stays one, and a timestamp too.
    private static void KeepType(DialectContext context, JsonObject node, JsonObject typed, bool mayHaveClock)
    {
        var type = TypeOf(context, typed);
        context.Surround(node, inner => Nodes.Function(mayHaveClock ? context.Macro("date_plus") : "cast_to_type", inner, type));
    }

    /// <summary>An expression of the type of another, with as little of its value as can be.</summary>
    private static JsonObject TypeOf(DialectContext context, JsonObject node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var children = node["children"] as JsonArray;
        switch (Nodes.FunctionName(node))
        {
            case "trino_divide" or "trino_divide_exact" or "trino_avg_decimal" or "trino_avg_any" when children!.Count >= 3:
                return context.Copy(children[^1]!).AsObject();
            case "cast_to_type" when children!.Count == 2:
                return context.Copy(children[1]!).AsObject();
            case "+" or "-" or "*" or "//" when children!.Count == 2 && Nodes.Class(node) == "FUNCTION":
                return Nodes.Operator(Nodes.Text(node, "function_name"), TypeOf(context, children[0]!.AsObject()), TypeOf(context, children[1]!.AsObject()));
            case null when Nodes.Class(node) == "CAST" && ExpressionKinds.IsNumber(context.Kinds.Of(node)):
                var cast = Nodes.Cast(Nodes.Constant(0), "");
                cast["cast_type"] = context.Copy(node["cast_type"]!);
                return cast;
            default:
                var copy = context.Copy(node).AsObject();
                copy["alias"] = "";
                return copy;
        }
    }

    public static void RequireNumbers(DialectContext context, JsonObject node, ExpressionKind a, ExpressionKind b)
    {
        if (a is ExpressionKind.Text or ExpressionKind.Boolean || b is ExpressionKind.Text or ExpressionKind.Boolean
            || (ExpressionKinds.IsTime(a) && ExpressionKinds.IsNumber(b)) || (ExpressionKinds.IsNumber(a) && ExpressionKinds.IsTime(b)))
        {
            throw context.Mismatch(node, $"Cannot apply operator: {TypeRules.Name(a)} {Nodes.Text(node, "function_name")} {TypeRules.Name(b)}. Write a CAST{(ExpressionKinds.IsTime(a) ? ", or an INTERVAL: INTERVAL '1' DAY" : "")}.");
        }
    }

    // A number of the text is an integer in Trino; the engine gives it the type of a smaller one alongside it.
    public static void SmallIntegers(DialectContext context, IEnumerable<JsonNode?> values)
    {
        if (!context.HasSmallIntegers)
        {
            return;
        }

        foreach (var child in values.Where(Nodes.IsInteger).Select(child => child!.AsObject()).ToList())
        {
            context.CastOf(child, "INTEGER");
        }
    }
}
