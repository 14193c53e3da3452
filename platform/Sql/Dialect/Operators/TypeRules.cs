using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>Types that a part of a query must have, and their names.</summary>
internal static class TypeRules
{
    // A short query can make rows of rows that have millions of parts.
    private const int NamedDepth = 3;
    private const int NamedParts = 8;

    public static bool IsArray(ExpressionKind kind) => kind is ExpressionKind.Array or ExpressionKind.Rows;

    public static void RequireOneType(DialectContext context, JsonObject node, IReadOnlyList<JsonNode> parts, string what) =>
        RequireOneType(context, node, parts.Select(part => TypeOf(context, part)), what);

    /// <summary>Refuses types that cannot come together. The engine would cast a text to an array's, a map's or a row's type, also in rows that are not there any more.</summary>
    public static void RequireOneType(DialectContext context, JsonObject node, IEnumerable<ExpressionType> all, string what)
    {
        var types = all.Where(ExpressionKinds.IsKnown).ToList();
        for (var i = 1; i < types.Count; i++)
        {
            if (ExpressionKinds.Differ(types[0], types[i]))
            {
                var time = ExpressionKinds.IsTime(types[0].Kind) ? types[0].Kind : types[i].Kind;
                var isTextOfTime = ExpressionKinds.IsTime(time) && (types[0].Kind == ExpressionKind.Text || types[i].Kind == ExpressionKind.Text);
                throw context.Mismatch(node, $"Values of types {Name(types[0])} and {Name(types[i])} cannot be {what}. Write {(!isTextOfTime ? "a CAST of one of them" : time == ExpressionKind.Date ? "DATE '2026-01-31'" : "TIMESTAMP '2026-01-31 12:00:00'")}.");
            }
        }
    }

    /// <summary>Gives values that become one the type that Trino's have, or refuses them. Of decimals that need more than 38 digits the engine gives up those behind the point.</summary>
    public static void Unite(DialectContext context, JsonObject node, IReadOnlyList<JsonNode> parts, string what)
    {
        RequireOneType(context, node, parts, what);
        var values = parts.OfType<JsonObject>().Where(part => context.Kinds.Of(part) != ExpressionKind.Null).ToList();
        var sizes = values.Select(part => Nodes.Class(part) == "CAST" ? DecimalSize.Of(part["cast_type"]) : context.Types.Of(part).Size).ToList();
        if (sizes.Count == 0 || sizes.Aggregate(DecimalSize.Common) is not { } common || sizes.TrueForAll(size => size == common) || sizes.Max(size => size!.Value.Whole) + common.Scale <= DecimalSize.MaxPrecision)
        {
            return;
        }

        foreach (var part in values)
        {
            if (part.Parent?.Parent is JsonObject around && around["select_list"] == part.Parent)
            {
                part["alias"] = new ExpressionNode(part).ResultName;
            }

            context.Surround(part, inner => Nodes.Cast(inner, common.Precision, common.Scale));
        }
    }

    // What was rewritten has a kind alone.
    private static ExpressionType TypeOf(DialectContext context, JsonNode part) =>
        (context.Types.Of(part), context.Kinds.Of(part)) is var (type, kind) && type.Kind == kind ? type : new ExpressionType(kind);

    /// <summary>Refuses conditions that are not boolean.</summary>
    public static void Conditions(DialectContext context, IReadOnlyList<JsonObject> conditions)
    {
        foreach (var condition in conditions)
        {
            Condition(context, condition);
        }
    }

    public static void Condition(DialectContext context, JsonObject condition)
    {
        var kind = context.Kinds.Of(condition);
        if (kind is not (ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Boolean or ExpressionKind.Other))
        {
            throw context.Mismatch(condition, $"A condition must be boolean, and this is of type {Name(kind)}. Write a comparison.");
        }

        if (context.Tries == 0 && kind == ExpressionKind.Unknown && Nodes.Class(condition) == "COLUMN_REF")
        {
            context.Wrap(condition, "condition");
        }
    }

    // row(varchar, …), array(varchar); without parts of which none is known
    private static string Name(ExpressionType type, int depth = 0)
    {
        var name = type.IsRow ? "row" : Name(type.Kind);
        if (depth == NamedDepth || type.Parts is not { } parts || !parts.Types.Any(ExpressionKinds.IsKnown))
        {
            return name;
        }

        var names = parts.Types.Take(NamedParts).Select(part => ExpressionKinds.IsKnown(part) ? Name(part, depth + 1) : "…");
        return $"{name}({string.Join(", ", parts.Types.Count > NamedParts ? names.Append("…") : names)})";
    }

    public static string Name(ExpressionKind kind) => kind switch
    {
        ExpressionKind.Text => "varchar",
        ExpressionKind.Instant => "timestamp with time zone",
        ExpressionKind.Binary => "varbinary",
        ExpressionKind.Rows => "array",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
