using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>Subscripts of arrays and maps.</summary>
internal static class Subscripts
{
    /// <summary>Whether a value may be the index of an array, or a key of a map, as far as the text shows.</summary>
    public static bool IsKeyOf(DialectContext context, JsonObject of, JsonObject key)
    {
        var (from, kind) = (context.Kinds.Of(of), context.Kinds.Of(key));
        return kind is ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other || from switch
        {
            ExpressionKind.Array or ExpressionKind.Rows => kind == ExpressionKind.Integer,
            ExpressionKind.Map when Nodes.FunctionName(of) == "map" && Nodes.Children(of) is [JsonObject keys, ..] && Comparisons.IsWritten(keys) =>
                context.Kinds.Of(Nodes.Children(keys)[0]) is var own && (own is ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other || !ExpressionKinds.Differ(own, kind)),
            ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Map or ExpressionKind.Other => true,
            _ => false,
        };
    }

    public static void Subscript(DialectContext context, JsonObject node)
    {
        var (of, subscript) = context.Types.OfSubscript(node);
        var (from, index) = (of.Kind == ExpressionKind.Unknown ? context.Kinds.Of(Nodes.Child(node, 0)) : of.Kind, subscript.Kind == ExpressionKind.Unknown ? context.Kinds.Of(Nodes.Child(node, 1)) : subscript.Kind);
        if (!IsKeyOf(context, Nodes.Child(node, 0), Nodes.Child(node, 1)))
        {
            throw context.Mismatch(node, $"Cannot use {TypeRules.Name(index)} for subscript of {TypeRules.Name(from)}. Write a CAST of it.");
        }

        var macro = from switch
        {
            ExpressionKind.Array or ExpressionKind.Rows => "subscript",
            ExpressionKind.Map => "map_key",
            _ => null,
        };
        if (macro is not null)
        {
            var call = Nodes.Function(context.Macro(macro), Nodes.Take(node));
            Nodes.Replace(node, call);
        }
    }
}
