using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>Types that a part of a query must have, and their names.</summary>
internal static class TypeRules
{
    public static bool IsArray(ExpressionKind kind) => kind is ExpressionKind.Array or ExpressionKind.Rows;

    public static void RequireOneType(DialectContext context, JsonObject node, IReadOnlyList<JsonNode> parts, string what)
    {
        var kinds = parts.Select(part => context.Kinds.Of(part)).Where(kind => kind is not (ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other)).ToList();
        for (var i = 1; i < kinds.Count; i++)
        {
            if (ExpressionKinds.Differ(kinds[0], kinds[i]))
            {
                var time = ExpressionKinds.IsTime(kinds[0]) ? kinds[0] : kinds[i];
                var isTextOfTime = ExpressionKinds.IsTime(time) && (kinds[0] == ExpressionKind.Text || kinds[i] == ExpressionKind.Text);
                throw context.Mismatch(node, $"Values of types {Name(kinds[0])} and {Name(kinds[i])} cannot be {what}. Write {(!isTextOfTime ? "a CAST of one of them" : time == ExpressionKind.Date ? "DATE '2026-01-31'" : "TIMESTAMP '2026-01-31 12:00:00'")}.");
            }
        }
    }

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

    public static string Name(ExpressionKind kind) => kind switch
    {
        ExpressionKind.Text => "varchar",
        ExpressionKind.Instant => "timestamp with time zone",
        ExpressionKind.Binary => "varbinary",
        ExpressionKind.Rows => "array",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
