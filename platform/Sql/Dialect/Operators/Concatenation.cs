using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>The operator || of texts and arrays.</summary>
internal static class Concatenation
{
    public static void Concatenate(DialectContext context, JsonObject node)
    {
        var (left, right) = (Nodes.Child(node, 0), Nodes.Child(node, 1));
        var (a, b) = (context.Kinds.Of(left), context.Kinds.Of(right));
        if (IsNullArray(context, left) || IsNullArray(context, right))
        {
            // The engine forgets the type of a null array.
            context.Become(node, Nodes.Take(node)[IsNullArray(context, left) ? 0 : 1].AsObject());
            return;
        }

        if (a is ExpressionKind.Array or ExpressionKind.Rows || b is ExpressionKind.Array or ExpressionKind.Rows)
        {
            // An element behind or before an array.
            if (a is ExpressionKind.Array && IsElement(right, b))
            {
                RequireItem(context, node, left, b);
                AsArray(context, node, right);
            }
            else if (b is ExpressionKind.Array && IsElement(left, a))
            {
                RequireItem(context, node, right, a);
                AsArray(context, node, left);
            }

            return;
        }

        if (context.Tries == 0 && (a == ExpressionKind.Null) != (b == ExpressionKind.Null) && IsElement(left, a) && IsElement(right, b))
        {
            // A value and NULL make an array in Trino, which is null.
            var array = Nodes.Function("list_value", Nodes.Take(node)[a == ExpressionKind.Null ? 1 : 0]);
            var none = Nodes.Case(Nodes.Null(), (Nodes.Comparison("COMPARE_EQUAL", Nodes.Constant(0), Nodes.Constant(1)), array));
            context.NullArrays.Add(none);
            context.Become(node, none);
            return;
        }

        foreach (var (part, kind) in new[] { (left, a), (right, b) })
        {
            if (ExpressionKinds.IsNumber(kind) || ExpressionKinds.IsTime(kind) || kind is ExpressionKind.Boolean or ExpressionKind.Interval)
            {
                throw context.Failed(TrinoErrorCode.FunctionNotFound, node, $"The operator || takes text or arrays, and this is of type {TypeRules.Name(kind)}. Write CAST(… AS varchar).");
            }

            if (context.Tries == 0 && kind == ExpressionKind.Unknown && Nodes.FunctionName(part) != "||")
            {
                context.Wrap(part, "text");
            }
        }
    }

    private static bool IsNullArray(DialectContext context, JsonObject node) => context.NullArrays.Contains(node)
        || (Nodes.Class(node) == "CAST" && context.Kinds.Of(node) == ExpressionKind.Array && node["child"] is JsonObject child && context.Kinds.Of(child) == ExpressionKind.Null);

    private static bool IsElement(JsonObject part, ExpressionKind kind) =>
        Nodes.Class(part) == "CONSTANT" || kind is ExpressionKind.Text or ExpressionKind.Boolean or ExpressionKind.Date or ExpressionKind.Timestamp || ExpressionKinds.IsNumber(kind);

    private static void RequireItem(DialectContext context, JsonObject node, JsonObject array, ExpressionKind kind)
    {
        if (Comparisons.IsWritten(array) && context.Kinds.Of(Nodes.Children(array)[0]) is var own && own is not (ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other) && ExpressionKinds.Differ(own, kind))
        {
            throw context.Failed(TrinoErrorCode.FunctionNotFound, node, $"Unexpected parameters (array({TypeRules.Name(own)}), {TypeRules.Name(kind)}) for function concat: the items of one array have one type. Write a CAST.");
        }
    }

    // With a null the operator is null, of the array's type.
    private static void AsArray(DialectContext context, JsonObject node, JsonObject item)
    {
        var nullable = context.CopyNullable([item]);
        context.Surround(item, inner => Nodes.Function("list_value", inner));
        context.Surround(node, inner => Nodes.NullIfAny(nullable, inner));
    }

    /// <summary>concat(a, b, …) is null with a null, other than the engine's.</summary>
    public static void Concat(DialectContext context, JsonObject node)
    {
        if (Nodes.Children(node).Count < 2)
        {
            return;
        }

        var location = node["query_location"]!;
        List<JsonObject> operators = [];
        Nodes.Replace(node, Joined(Nodes.Take(node), location, operators).AsObject());
        foreach (var each in operators)
        {
            Concatenate(context, each);
        }

        context.IsChanged = true;
    }

    /// <summary>Parts joined by ||, in a tree as flat as can be; its operators come out with the lower ones first.</summary>
    private static JsonNode Joined(ReadOnlySpan<JsonNode> parts, JsonNode location, List<JsonObject> operators)
    {
        if (parts.Length == 1)
        {
            return parts[0];
        }

        var half = (parts.Length + 1) / 2;
        var joined = Nodes.Operator("||", Joined(parts[..half], location, operators), Joined(parts[half..], location, operators));
        joined["query_location"] = location.DeepClone();
        operators.Add(joined);
        return joined;
    }
}
