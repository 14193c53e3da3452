using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>Values that may be NaN, which the engine takes for the greatest number.</summary>
internal static class NaNs
{
    /// <summary>Whether a value may be NaN, as far as the text shows.</summary>
    public static bool MayBeNaN(DialectContext context, JsonObject node) => context.Kinds.Of(node) == ExpressionKind.Double && Nodes.Class(node) switch
    {
        "CONSTANT" or "SUBQUERY" => false,
        "CAST" when node["child"] is JsonObject child => Nodes.TextConstant(child) is { } text
            ? !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number)
            : context.Kinds.Of(child) is not (ExpressionKind.Integer or ExpressionKind.Decimal or ExpressionKind.Boolean),
        _ => Nodes.FunctionName(node) is not ("pi" or "random" or "trino_e" or "trino_infinity"),
    };

    public static JsonObject IsNumber(JsonNode value) => Nodes.Comparison("COMPARE_LESSTHANOREQUALTO", value, Nodes.Cast(Nodes.Constant("Infinity"), "DOUBLE"));

    /// <summary>Whether a value is a number; null where one that it is compared with is null, as the comparison is.</summary>
    public static JsonObject IsNumberFor(DialectContext context, JsonObject value, JsonObject other)
    {
        var number = IsNumber(context.Copy(value));
        return Nodes.Class(other) == "CONSTANT" ? number : Nodes.NullIfAny([context.Copy(other)], number);
    }

    public static JsonObject NaN() => Nodes.Cast(Nodes.Constant("NaN"), "DOUBLE");

    /// <summary>A value, null where it is NaN.</summary>
    public static JsonObject NumberOrNull(DialectContext context, JsonNode value)
    {
        value.AsObject()["alias"] = "";
        return Nodes.Case(Nodes.Null(), (IsNumber(context.Copy(value)), value));
    }
}
