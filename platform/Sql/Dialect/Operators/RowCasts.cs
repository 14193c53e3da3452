using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>Casts of rows. The engine finds the fields of a row with names by these names, Trino by their places.</summary>
internal static class RowCasts
{
    /// <summary>Takes the names from rows that are cast to rows with others, also within arrays: rows without names are cast by place.</summary>
    public static void ByPlace(DialectContext context, JsonObject cast, JsonObject child)
    {
        var (from, to) = (context.Types.Of(child), CastTyping.Written(cast["cast_type"]));
        if (Differ(from, to))
        {
            context.Surround(child, inner => WithoutNames(context, inner, from, to, depth: 0));
        }
    }

    // Whether the fields of rows have other names, at any depth.
    private static bool Differ(ExpressionType from, ExpressionType to)
    {
        if (from.Parts is not { } parts || to.Parts is not { } wanted || from.Kind != to.Kind || parts.Types.Count != wanted.Types.Count || from.Kind == ExpressionKind.Map)
        {
            return false;
        }

        return (HasNames(parts) && !parts.Names.SequenceEqual(wanted.Names, AsciiNames.Comparer)) || parts.Types.Zip(wanted.Types, Differ).Contains(true);
    }

    private static bool HasNames(TypeParts parts) => parts.Names.Any(name => name.Length > 0);

    private static JsonObject WithoutNames(DialectContext context, JsonNode value, ExpressionType from, ExpressionType to, int depth)
    {
        // Casts of the same text are equal, also in GROUP BY.
        var parameter = string.Create(CultureInfo.InvariantCulture, $"_r{depth}");
        if (from.IsArray)
        {
            return Nodes.Function("list_transform", value, Nodes.Lambda(parameter, WithoutNames(context, Nodes.Column(parameter), from.OfItem, to.OfItem, depth + 1)));
        }

        // A value that is read twice is computed once.
        if (Nodes.Class(value.AsObject()) != "COLUMN_REF")
        {
            var list = Nodes.Function("list_transform", Nodes.Function("list_value", value), Nodes.Lambda(parameter, WithoutNames(context, Nodes.Column(parameter), from, to, depth + 1)));
            return Nodes.Extract(list, Nodes.Constant(1));
        }

        var fields = from.Parts!.Types.Select((type, at) =>
        {
            var field = Nodes.Function("struct_extract_at", context.Copy(value), Nodes.Constant(at + 1));
            return (JsonNode)(Differ(type, to.Parts!.Types[at]) ? WithoutNames(context, field, type, to.Parts.Types[at], depth + 1) : field);
        }).ToArray();
        return Nodes.NullIfAny([value], Nodes.Function("row", fields));
    }
}
