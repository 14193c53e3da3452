using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>
/// Comparisons whose answers are others in the engine: it takes NaN for the greatest number, equal to itself, and null for a value like others
/// within rows and arrays.
/// </summary>
internal static class Comparisons
{
    // A longer list of rows is compared by the engine as it is, which hashes it.
    private const int MaxRows = 200;

    /// <summary>Refuses values that cannot be compared, and trims a char's.</summary>
    public static void Require(DialectContext context, JsonObject node)
    {
        TypeRules.RequireOneType(context, node, Nodes.Operands(node), "compared");
        Casts.TrimPadded(context, Nodes.Operands(node));
    }

    /// <summary>Refuses x IN (SELECT y …), or (a, b) IN (SELECT c, d …), whose values cannot be compared.</summary>
    public static void RequireWithin(DialectContext context, JsonObject node, JsonObject value)
    {
        var columns = context.Types.OfQuery(node["subquery"]!["node"]!.AsObject());
        IReadOnlyList<JsonNode?> values = Nodes.IsRow(value) && columns.Columns.Count > 1 ? [.. Nodes.Children(value)] : [value];
        for (var at = 0; at < values.Count && columns.IsComplete && columns.Columns.Count == values.Count; at++)
        {
            TypeRules.RequireOneType(context, node, [context.Types.Of(values[at]), columns.Columns[at].Known], "compared");
        }
    }

    /// <summary>=, &lt;&gt;, &lt; and their like.</summary>
    public static void Compare(DialectContext context, JsonObject node)
    {
        OffsetTimes(context, Nodes.Operands(node));
        var (left, right) = (node["left"]!.AsObject(), node["right"]!.AsObject());
        var type = Nodes.Text(node, "type");
        if (type is not ("COMPARE_EQUAL" or "COMPARE_NOTEQUAL"))
        {
            CompareNumbers(context, node, type, left, right);
            return;
        }

        if (Equality(context, left, right) is { } equal)
        {
            context.Become(node, type == "COMPARE_EQUAL" ? equal : Nodes.Not(equal));
        }
        else
        {
            CompareNumbers(context, node, type, left, right);
        }
    }

    // Times with an offset are compared by their instant in UTC; the engine takes the offset for a part of the value.
    public static void OffsetTimes(DialectContext context, IEnumerable<JsonObject> values)
    {
        foreach (var value in values.Where(value => context.Kinds.Of(value) == ExpressionKind.OffsetTime).ToList())
        {
            context.Wrap(value, "offset_time");
        }
    }

    // Where the engine orders values by their bytes, a day is more than 36 hours: it keeps days and hours apart.
    public static void Intervals(DialectContext context, IEnumerable<JsonObject> values)
    {
        foreach (var value in values.Where(value => context.Kinds.Of(value) == ExpressionKind.Interval).ToList())
        {
            context.Wrap(value, "span");
        }
    }

    public static void RefuseOffsetTimes(DialectContext context, IEnumerable<JsonNode?> values)
    {
        if (values.OfType<JsonObject>().FirstOrDefault(value => context.Kinds.Of(value) == ExpressionKind.OffsetTime) is { } time)
        {
            throw context.Failed(TrinoErrorCode.NotSupported, time, "Times with an offset cannot be grouped, ordered or distinguished here. Write CAST(… AS varchar), or a timestamp with time zone.");
        }
    }

    /// <summary>Whether two rows, arrays or maps are equal, with Trino's nulls; null where the values are others.</summary>
    public static JsonObject? Equality(DialectContext context, JsonObject left, JsonObject right)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (Nodes.IsRow(left) && Nodes.IsRow(right) && Nodes.Children(left).Count == Nodes.Children(right).Count)
        {
            var pairs = Nodes.Take(left).Zip(Nodes.Take(right), (one, other) => (JsonNode)EqualParts(context, one, other)).ToArray();
            return pairs.Length == 1 ? pairs[0].AsObject() : Nodes.And(pairs);
        }

        if (IsWritten(left) && IsWritten(right) && (IsNested(left) || IsNested(right)))
        {
            // Nulls within their parts leave it open too.
            return Nodes.Children(left).Count != Nodes.Children(right).Count ? Nodes.Comparison("COMPARE_EQUAL", Nodes.Constant(0), Nodes.Constant(1))
                : Nodes.And(Nodes.Take(left).Zip(Nodes.Take(right), (one, other) => EqualParts(context, one, other)));
        }

        var (a, b) = (context.Kinds.Of(left), context.Kinds.Of(right));
        if (a == ExpressionKind.Map && b == ExpressionKind.Map)
        {
            return Nodes.Function(context.Macro("map_equals"), Detached(left), Detached(right));
        }

        return (TypeRules.IsArray(a) && (TypeRules.IsArray(b) || b == ExpressionKind.Unknown)) || (TypeRules.IsArray(b) && a == ExpressionKind.Unknown) ? Nodes.Function(context.Macro("array_equals"), Detached(left), Detached(right)) : null;
    }

    /// <summary>Whether two parts of rows or arrays are equal.</summary>
    public static JsonObject EqualParts(DialectContext context, JsonNode one, JsonNode other)
    {
        if (Equality(context, one.AsObject(), other.AsObject()) is { } equal)
        {
            return equal;
        }

        var comparison = Nodes.Comparison("COMPARE_EQUAL", one, other);
        TypeRules.RequireOneType(context, comparison, [one, other], "compared");
        // Within a parent it can be replaced.
        var holder = new JsonArray(comparison);
        CompareNumbers(context, comparison, "COMPARE_EQUAL", one.AsObject(), other.AsObject());
        var compared = holder[0]!.AsObject();
        holder.Clear();
        return compared;
    }

    // ARRAY[…] of arrays or rows, as far as a text lists them.
    public static bool IsWritten(JsonObject node) => (Nodes.Text(node, "type") == "ARRAY_CONSTRUCTOR" || Nodes.FunctionName(node) == "list_value") && Nodes.Children(node).Count is > 0 and <= MaxRows;

    private static bool IsNested(JsonObject node) => Nodes.Children(node).Any(part => part is JsonObject each && (Nodes.IsRow(each) || IsWritten(each)));

    private static JsonNode Detached(JsonObject node)
    {
        if (node.Parent is JsonObject parent)
        {
            parent.Remove(node.GetPropertyName());
        }

        return node;
    }

    /// <summary>x BETWEEN 1 AND 2.</summary>
    public static void Between(DialectContext context, JsonObject node)
    {
        Require(context, node);
        OffsetTimes(context, Nodes.Operands(node));
        if (node["upper"]!.AsObject() is var upper && NaNs.MayBeNaN(context, upper))
        {
            var value = node["input"]!.AsObject();
            List<JsonNode> numbers = [NaNs.IsNumberFor(context, upper, value)];
            if (NaNs.MayBeNaN(context, value))
            {
                numbers.Add(NaNs.IsNumber(context.Copy(value)));
            }

            context.Surround(node, inner => Nodes.And([inner, .. numbers]));
        }
    }

    /// <summary>x IN (1, 2), x IN ((1, 2), (3, NULL)).</summary>
    public static void In(DialectContext context, JsonObject node)
    {
        TypeRules.RequireOneType(context, node, Nodes.Operands(node), "together here");
        OffsetTimes(context, Nodes.Operands(node));
        Casts.TrimPadded(context, Nodes.Operands(node));
        var parts = Nodes.Operands(node).ToList();
        var isRows = parts.TrueForAll(Nodes.IsRow) && parts.TrueForAll(part => Nodes.Children(part).Count == Nodes.Children(parts[0]).Count);
        if (isRows && parts.Skip(1).All(part => Nodes.Children(part).All(IsValue)))
        {
            // Trino looks a row up among constants, and does not know of one with a null.
            context.Surround(node, inner => Nodes.NullIfAny([.. Nodes.Children(parts[0]).Select(part => context.Copy(part!))], inner));
            return;
        }

        if (NaNs.MayBeNaN(context, parts[0]) && parts.Skip(1).Any(part => NaNs.MayBeNaN(context, part)))
        {
            var isIn = Nodes.Text(node, "type") == "COMPARE_IN";
            var isNaN = Nodes.Not(NaNs.IsNumber(context.Copy(parts[0])));
            var unknown = parts.Skip(1).Where(part => !IsValue(part)).Select(context.Copy).ToList();
            context.Surround(node, inner => Nodes.Case(inner, (isNaN, Nodes.NullIfAny(unknown, Nodes.Boolean(!isIn)))));
            return;
        }

        if (parts.Count - 1 is < 1 or > MaxRows || !(isRows || parts.TrueForAll(part => TypeRules.IsArray(context.Kinds.Of(part)))))
        {
            return;
        }

        var taken = Nodes.Take(node);
        var equal = taken[1..].Select((part, at) => (JsonNode)Equality(context, (at == parts.Count - 2 ? taken[0] : context.Copy(taken[0])).AsObject(), part.AsObject())!).ToArray();
        var any = equal.Length == 1 ? equal[0].AsObject() : Nodes.Or(equal);
        context.Become(node, Nodes.Text(node, "type") == "COMPARE_IN" ? any : Nodes.Not(any));
    }

    private static bool IsValue(JsonNode? part) => part is JsonObject value
        && (Nodes.Class(value) == "CAST" ? IsValue(value["child"]) : Nodes.Class(value) == "CONSTANT" && value["value"]?["is_null"]?.GetValue<bool>() == false);

    // No comparison holds for NaN but <>. Below infinity the engine can test a file's bounds too.
    private static void CompareNumbers(DialectContext context, JsonObject node, string type, JsonObject left, JsonObject right)
    {
        // The engine's parser turns NOT (a > b) into a <= b, at the place of the NOT.
        var isNegated = type is not ("COMPARE_EQUAL" or "COMPARE_NOTEQUAL") && (NaNs.MayBeNaN(context, left) || NaNs.MayBeNaN(context, right)) && context.IsWord(node, "NOT"u8);
        type = isNegated ? Opposite(type) : type;
        var suspect = type switch
        {
            "COMPARE_EQUAL" or "COMPARE_NOTEQUAL" when NaNs.MayBeNaN(context, left) && NaNs.MayBeNaN(context, right) => right,
            "COMPARE_LESSTHAN" or "COMPARE_LESSTHANOREQUALTO" when NaNs.MayBeNaN(context, right) => right,
            "COMPARE_GREATERTHAN" or "COMPARE_GREATERTHANOREQUALTO" when NaNs.MayBeNaN(context, left) => left,
            _ => null,
        };
        if (suspect is null)
        {
            return;
        }

        var number = NaNs.IsNumberFor(context, suspect, suspect == left ? right : left);
        node["type"] = type;
        var both = type == "COMPARE_NOTEQUAL" ? Nodes.Or([Nodes.Not(number)]) : Nodes.And([number]);
        Nodes.Replace(node, isNegated ? Nodes.Not(both) : both);
        Nodes.Children(both).Insert(0, node);
        context.IsChanged = true;
    }

    private static string Opposite(string type) => type switch
    {
        "COMPARE_LESSTHAN" => "COMPARE_GREATERTHANOREQUALTO",
        "COMPARE_LESSTHANOREQUALTO" => "COMPARE_GREATERTHAN",
        "COMPARE_GREATERTHAN" => "COMPARE_LESSTHANOREQUALTO",
        "COMPARE_GREATERTHANOREQUALTO" => "COMPARE_LESSTHAN",
        _ => type,
    };
}
