using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Functions of numbers and text that have the engine's name and arguments, and other values.</summary>
internal sealed partial class DialectRewriter
{
    // Java's whitespace, which Trino trims; the engine trims blanks alone.
    private const string Whitespace = "\t\n\v\f\r\u001c\u001d\u001e\u001f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000";

    private bool _hasSmallIntegers;

    /// <summary>Gives a function its value of Trino. Whether nothing is left to do.</summary>
    private bool Value(JsonObject node, string name, int count)
    {
        switch (name)
        {
            case "+" or "-" or "*" or "/" or "%" or "mod" or "greatest" or "least":
                SmallIntegers(node);
                return name == "greatest" && count > 1 && GreatestNumber(node);
            case "upper" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) is ExpressionKind.Text or ExpressionKind.Unknown && DialectNodes.TextConstant(DialectNodes.Child(node, 0))?.Contains('ß', StringComparison.Ordinal) != false:
                Call(node, "upper");
                return true;
            case "trim" or "ltrim" or "rtrim" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) is ExpressionKind.Text or ExpressionKind.Unknown:
                DialectNodes.Children(node).Add((JsonNode)DialectNodes.Constant(Whitespace));
                _isChanged = true;
                return true;
            case "replace" when count == 3 && DialectNodes.TextConstant(DialectNodes.Child(node, 1)) is "" && DialectNodes.TextConstant(DialectNodes.Child(node, 2)) is { } between:
                // Between all characters.
                DialectNodes.Replace(DialectNodes.Child(node, 2), DialectNodes.Constant(between.Replace(@"\", @"\\", StringComparison.Ordinal)));
                DialectNodes.Children(node).Add((JsonNode)DialectNodes.Constant("g"));
                Rename(node, "regexp_replace");
                return true;
            case "split" when count > 1 && DialectNodes.TextConstant(DialectNodes.Child(node, 1)) is "":
                throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, "The delimiter may not be the empty string");
            case "lpad" or "rpad" when count == 3 && DialectNodes.Number(DialectNodes.Child(node, 1)) < 0:
                throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, "Target length must be in the range [0..2147483647]");
            case "sqrt" or "ln" or "log2" or "log10" or "acos" or "asin" when count == 1 && !(DialectNodes.Number(DialectNodes.Child(node, 0)) is > 0 and <= 1 || (name[0] != 'a' && DialectNodes.Number(DialectNodes.Child(node, 0)) > 1)):
                Outside(node, name);
                return true;
            case "sign" when count == 1 && MayBeNaN(DialectNodes.Child(node, 0)):
                var signed = Copy(DialectNodes.Child(node, 0));
                var sign = DialectNodes.Case(NaN(), (IsNumber(signed), DialectNodes.Null()));
                Become(node, sign);
                Call(node, "sign");
                DialectNodes.Replace(sign["case_checks"]![0]!["then_expr"]!.AsObject(), node);
                return true;
            case "nullif" when count == 2 && MayBeNaN(DialectNodes.Child(node, 0)) && MayBeNaN(DialectNodes.Child(node, 1)):
                var pair = DialectNodes.Take(node);
                var equal = EqualParts(Copy(pair[0]), pair[1]);
                Become(node, DialectNodes.Case(pair[0], (equal, DialectNodes.Null())));
                return true;
            case "nullif" when count == 2 && (IsArray(_kinds.Of(DialectNodes.Child(node, 0))) || _kinds.Of(DialectNodes.Child(node, 0)) == ExpressionKind.Map) && Equality(Copy(DialectNodes.Child(node, 0)).AsObject(), Copy(DialectNodes.Child(node, 1)).AsObject()) is { } same:
                Become(node, DialectNodes.Case(DialectNodes.Take(node)[0], (same, DialectNodes.Null())));
                return true;
            default:
                return Pattern(node, name, count);
        }
    }

    // A number of the text is an integer in Trino; the engine gives it the type of a smaller one alongside it.
    private void SmallIntegers(JsonObject node)
    {
        if (!_hasSmallIntegers)
        {
            return;
        }

        foreach (var child in DialectNodes.Children(node).Where(DialectNodes.IsInteger).Select(child => child!.AsObject()).ToList())
        {
            CastOf(child, "INTEGER");
        }
    }

    // Outside of their range these are NaN or infinite in Trino, and errors in the engine.
    private void Outside(JsonObject node, string name)
    {
        if (_kinds.Of(DialectNodes.Child(node, 0)) is ExpressionKind.Text or ExpressionKind.Boolean || ExpressionKinds.IsTime(_kinds.Of(DialectNodes.Child(node, 0))))
        {
            return;
        }

        var value = DialectNodes.Child(node, 0);
        List<(JsonNode, JsonNode)> checks = name is "acos" or "asin"
            ? [(DialectNodes.Comparison("COMPARE_GREATERTHAN", DialectNodes.Function("abs", Copy(value)), DialectNodes.Constant(1)), NaN())]
            : [(DialectNodes.Comparison("COMPARE_LESSTHAN", Copy(value), DialectNodes.Constant(0)), NaN())];
        if (name is "ln" or "log2" or "log10")
        {
            checks.Add((DialectNodes.Comparison("COMPARE_EQUAL", Copy(value), DialectNodes.Constant(0)), DialectNodes.Cast(DialectNodes.Constant("-Infinity"), "DOUBLE")));
        }

        var last = DialectNodes.Null();
        var guarded = DialectNodes.Case(last, [.. checks]);
        Become(node, guarded);
        DialectNodes.Replace(last, node);
    }

    // NaN counts only where there is no other number.
    private bool GreatestNumber(JsonObject node)
    {
        var parts = DialectNodes.Children(node).Select(part => part!.AsObject()).ToList();
        if (!parts.Exists(MayBeNaN))
        {
            return false;
        }

        RequireOneType(node, [.. parts], "compared");
        var tests = parts.Where(part => DialectNodes.Number(part) is null).Select(Copy).ToList();
        var numbers = DialectNodes.Function("greatest", [.. parts.Select(part => MayBeNaN(part) ? NumberOrNull(Copy(part)) : Copy(part))]);
        var either = DialectNodes.Expression("OPERATOR", "OPERATOR_COALESCE", new JsonArray(numbers, NaN()));
        Become(node, DialectNodes.NullIfAny(tests, either));
        return true;
    }
}
