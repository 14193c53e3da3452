using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Operators of numbers, text and arrays.</summary>
internal sealed partial class DialectRewriter
{
    /// <summary>Results of value || NULL: arrays that are null.</summary>
    private readonly HashSet<JsonObject> _nullArrays = new(ReferenceEqualityComparer.Instance);

    private void Divide(JsonObject node)
    {
        var (a, b) = (_kinds.Of(DialectNodes.Child(node, 0)), _kinds.Of(DialectNodes.Child(node, 1)));
        RequireNumbers(node, a, b);
        if (a is ExpressionKind.Interval or ExpressionKind.Double || b is ExpressionKind.Double)
        {
            return;
        }

        if ((a == ExpressionKind.Null || b == ExpressionKind.Null) && _types.Of(DialectNodes.Child(node, a == ExpressionKind.Null ? 1 : 0)) is { Kind: ExpressionKind.Decimal, Size: { } ofOther })
        {
            // The engine has no type for a quotient of NULL.
            Become(node, DialectNodes.Cast(DialectNodes.Null(), ofOther));
            return;
        }

        var isNullByZero = _tries > 0 && TriedBody.IsNullWith(node);
        if (a == ExpressionKind.Integer && b == ExpressionKind.Integer)
        {
            if (!isNullByZero && !DialectNodes.IsNonZero(DialectNodes.Child(node, 1)))
            {
                Call(node, "divide_integers");
                return;
            }

            node["function_name"] = "//";
            _isChanged = true;
            return;
        }

        // The type apart from the value: values of nested divisions would double at each level.
        DialectNodes.Children(node).Add((JsonNode)DialectNodes.Function(Macro("quotient_type"), TypeOf(DialectNodes.Child(node, 0)), TypeOf(DialectNodes.Child(node, 1))));
        // What may be a double is named more than once by its macro: nested, it would grow in the engine.
        if (isNullByZero && b is ExpressionKind.Integer or ExpressionKind.Decimal)
        {
            var divisor = DialectNodes.Child(node, 1);
            DialectNodes.Children(node)[1] = DialectNodes.Function("nullif", Copy(divisor), DialectNodes.Constant(0));
        }

        var isExact = a is ExpressionKind.Integer or ExpressionKind.Decimal && b is ExpressionKind.Integer or ExpressionKind.Decimal;
        Call(node, isExact ? "divide_exact" : "divide");
        if (isExact && _types.Of(node).Size is { } size)
        {
            var sized = DialectNodes.Cast(DialectNodes.Null(), size);
            DialectNodes.Replace(node, sized);
            sized["child"] = node;
        }
    }

    private void Modulo(JsonObject node)
    {
        var (a, b) = (_kinds.Of(DialectNodes.Child(node, 0)), _kinds.Of(DialectNodes.Child(node, 1)));
        RequireNumbers(node, a, b);
        if (a != ExpressionKind.Double && b != ExpressionKind.Double && !DialectNodes.IsNonZero(DialectNodes.Child(node, 1)) && !(_tries > 0 && b == ExpressionKind.Integer && TriedBody.IsNullWith(node)))
        {
            Call(node, "mod");
        }
    }

    /// <summary>A date and an interval make a date, as in Trino; the difference of two dates is an interval.</summary>
    private void PlusOrMinus(JsonObject node, bool isMinus)
    {
        if (DialectNodes.Children(node).Count != 2)
        {
            return;
        }

        var (a, b) = (_kinds.Of(DialectNodes.Child(node, 0)), _kinds.Of(DialectNodes.Child(node, 1)));
        if (b == ExpressionKind.Interval && a is (ExpressionKind.Date or ExpressionKind.Unknown))
        {
            KeepType(node, DialectNodes.Child(node, 0), a == ExpressionKind.Date && !IsOfDays(DialectNodes.Child(node, 1)));
        }
        else if (a == ExpressionKind.Interval && !isMinus && b is (ExpressionKind.Date or ExpressionKind.Unknown))
        {
            KeepType(node, DialectNodes.Child(node, 1), b == ExpressionKind.Date && !IsOfDays(DialectNodes.Child(node, 0)));
        }
        else if (isMinus && a == ExpressionKind.Date && b == ExpressionKind.Date)
        {
            var wrapper = DialectNodes.Function("to_days");
            DialectNodes.Replace(node, wrapper);
            DialectNodes.Children(wrapper).Add((JsonNode)DialectNodes.Cast(node, "INTEGER"));
            _isChanged = true;
        }
        else
        {
            RequireNumbers(node, a, b);
        }
    }

    // INTERVAL '1' DAY, INTERVAL '2' MONTH
    private static bool IsOfDays(JsonObject interval) => DialectNodes.FunctionName(interval) is "to_days" or "to_weeks" or "to_months" or "to_quarters" or "to_years";

    // A date stays one, and a timestamp too.
    private void KeepType(JsonObject node, JsonObject typed, bool mayHaveClock)
    {
        var type = TypeOf(typed);
        var wrapper = DialectNodes.Function(mayHaveClock ? Macro("date_plus") : "cast_to_type");
        DialectNodes.Replace(node, wrapper);
        DialectNodes.Children(wrapper).Add(node);
        DialectNodes.Children(wrapper).Add((JsonNode)type);
        _isChanged = true;
    }

    /// <summary>An expression of the type of another, with as little of its value as can be.</summary>
    private JsonObject TypeOf(JsonObject node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var children = node["children"] as JsonArray;
        switch (DialectNodes.FunctionName(node))
        {
            case "trino_divide" or "trino_divide_exact" or "trino_avg_decimal" or "trino_avg_any" when children!.Count >= 3:
                return Copy(children[^1]!).AsObject();
            case "cast_to_type" when children!.Count == 2:
                return Copy(children[1]!).AsObject();
            case "+" or "-" or "*" or "//" when children!.Count == 2 && DialectNodes.Class(node) == "FUNCTION":
                return DialectNodes.Operator(DialectNodes.Text(node, "function_name"), TypeOf(children[0]!.AsObject()), TypeOf(children[1]!.AsObject()));
            case null when DialectNodes.Class(node) == "CAST" && ExpressionKinds.IsNumber(_kinds.Of(node)):
                var cast = DialectNodes.Cast(DialectNodes.Constant(0), "");
                cast["cast_type"] = Copy(node["cast_type"]!);
                return cast;
            default:
                var copy = Copy(node).AsObject();
                copy["alias"] = "";
                return copy;
        }
    }

    private void RequireNumbers(JsonObject node, ExpressionKind a, ExpressionKind b)
    {
        if (a is ExpressionKind.Text or ExpressionKind.Boolean || b is ExpressionKind.Text or ExpressionKind.Boolean
            || (ExpressionKinds.IsTime(a) && ExpressionKinds.IsNumber(b)) || (ExpressionKinds.IsNumber(a) && ExpressionKinds.IsTime(b)))
        {
            throw Mismatch(node, $"Cannot apply operator: {Name(a)} {DialectNodes.Text(node, "function_name")} {Name(b)}. Write a CAST{(ExpressionKinds.IsTime(a) ? ", or an INTERVAL: INTERVAL '1' DAY" : "")}.");
        }
    }

    private void Concatenate(JsonObject node)
    {
        var (left, right) = (DialectNodes.Child(node, 0), DialectNodes.Child(node, 1));
        var (a, b) = (_kinds.Of(left), _kinds.Of(right));
        if (IsNullArray(left) || IsNullArray(right))
        {
            // The engine forgets the type of a null array.
            Become(node, DialectNodes.Take(node)[IsNullArray(left) ? 0 : 1].AsObject());
            return;
        }

        if (a is ExpressionKind.Array or ExpressionKind.Rows || b is ExpressionKind.Array or ExpressionKind.Rows)
        {
            // An element behind or before an array.
            if (a is ExpressionKind.Array && IsElement(right, b))
            {
                RequireItem(node, left, b);
                AsArray(right);
            }
            else if (b is ExpressionKind.Array && IsElement(left, a))
            {
                RequireItem(node, right, a);
                AsArray(left);
            }

            return;
        }

        if (_tries == 0 && (a == ExpressionKind.Null) != (b == ExpressionKind.Null) && IsElement(left, a) && IsElement(right, b))
        {
            // A value and NULL make an array in Trino, which is null.
            var array = DialectNodes.Function("list_value", DialectNodes.Take(node)[a == ExpressionKind.Null ? 1 : 0]);
            var none = DialectNodes.Case(DialectNodes.Null(), (DialectNodes.Comparison("COMPARE_EQUAL", DialectNodes.Constant(0), DialectNodes.Constant(1)), array));
            _nullArrays.Add(none);
            Become(node, none);
            return;
        }

        foreach (var (part, kind) in new[] { (left, a), (right, b) })
        {
            if (ExpressionKinds.IsNumber(kind) || ExpressionKinds.IsTime(kind) || kind is ExpressionKind.Boolean or ExpressionKind.Interval)
            {
                throw Failed(TrinoErrorCode.FunctionNotFound, node, $"The operator || takes text or arrays, and this is of type {Name(kind)}. Write CAST(… AS varchar).");
            }

            if (_tries == 0 && kind == ExpressionKind.Unknown && DialectNodes.FunctionName(part) != "||")
            {
                Wrap(part, "text");
            }
        }
    }

    private bool IsNullArray(JsonObject node) => _nullArrays.Contains(node)
        || (DialectNodes.Class(node) == "CAST" && _kinds.Of(node) == ExpressionKind.Array && node["child"] is JsonObject child && _kinds.Of(child) == ExpressionKind.Null);

    private static bool IsElement(JsonObject part, ExpressionKind kind) =>
        DialectNodes.Class(part) == "CONSTANT" || kind is ExpressionKind.Text or ExpressionKind.Boolean or ExpressionKind.Date or ExpressionKind.Timestamp || ExpressionKinds.IsNumber(kind);

    private void RequireItem(JsonObject node, JsonObject array, ExpressionKind kind)
    {
        if (IsWritten(array) && _kinds.Of(DialectNodes.Children(array)[0]) is var own && own is not (ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other) && ExpressionKinds.Differ(own, kind))
        {
            throw Failed(TrinoErrorCode.FunctionNotFound, node, $"Unexpected parameters (array({Name(own)}), {Name(kind)}) for function concat: the items of one array have one type. Write a CAST.");
        }
    }

    // With NULL the operator is null, where list_append is not.
    private void AsArray(JsonObject item)
    {
        var array = DialectNodes.Function("list_value");
        DialectNodes.Replace(item, array);
        DialectNodes.Children(array).Add(item);
        _isChanged = true;
    }

    /// <summary>concat(a, b, …) is null with a null, other than the engine's.</summary>
    private void Concat(JsonObject node)
    {
        if (DialectNodes.Children(node).Count < 2)
        {
            return;
        }

        var location = node["query_location"]!;
        List<JsonObject> operators = [];
        DialectNodes.Replace(node, Joined(DialectNodes.Take(node), location, operators).AsObject());
        foreach (var each in operators)
        {
            Concatenate(each);
        }

        _isChanged = true;
    }

    /// <summary>Parts joined by ||, in a tree as flat as can be; its operators come out with the lower ones first.</summary>
    private static JsonNode Joined(ReadOnlySpan<JsonNode> parts, JsonNode location, List<JsonObject> operators)
    {
        if (parts.Length == 1)
        {
            return parts[0];
        }

        var half = (parts.Length + 1) / 2;
        var joined = DialectNodes.Operator("||", Joined(parts[..half], location, operators), Joined(parts[half..], location, operators));
        joined["query_location"] = location.DeepClone();
        operators.Add(joined);
        return joined;
    }

    private void Subscript(JsonObject node)
    {
        var (of, subscript) = _types.OfSubscript(node);
        var (from, index) = (of.Kind == ExpressionKind.Unknown ? _kinds.Of(DialectNodes.Child(node, 0)) : of.Kind, subscript.Kind == ExpressionKind.Unknown ? _kinds.Of(DialectNodes.Child(node, 1)) : subscript.Kind);
        if (!IsKeyOf(DialectNodes.Child(node, 0), DialectNodes.Child(node, 1)))
        {
            throw Mismatch(node, $"Cannot use {Name(index)} for subscript of {Name(from)}. Write a CAST of it.");
        }

        var macro = from switch
        {
            ExpressionKind.Array or ExpressionKind.Rows => "subscript",
            ExpressionKind.Map => "map_key",
            _ => null,
        };
        if (macro is not null)
        {
            var call = DialectNodes.Function(Macro(macro), DialectNodes.Take(node));
            DialectNodes.Replace(node, call);
        }
    }
}
