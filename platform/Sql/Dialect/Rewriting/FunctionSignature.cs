using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Rewriting;

/// <summary>A form of a function in Trino's words: the types of its arguments, and that of its value.</summary>
internal sealed record FunctionSignature(string Arguments, string Returns)
{
    private const string Array = "array(";

    /// <summary>The kind of the value; unknown where its type, or that of its items, depends on the arguments.</summary>
    public ExpressionKind Kind => Returns switch
    {
        "boolean" => ExpressionKind.Boolean,
        "bigint" or "integer" => ExpressionKind.Integer,
        "double" or "real" => ExpressionKind.Double,
        "varchar" => ExpressionKind.Text,
        "varbinary" => ExpressionKind.Binary,
        "date" => ExpressionKind.Date,
        _ when Returns.StartsWith("timestamp", StringComparison.Ordinal) => Returns.EndsWith("zone", StringComparison.Ordinal) ? ExpressionKind.Instant : ExpressionKind.Timestamp,
        _ when Returns.StartsWith("map(", StringComparison.Ordinal) => ExpressionKind.Map,
        _ when Returns.StartsWith(Array, StringComparison.Ordinal) && char.IsAsciiLetterLower(Returns[Array.Length]) => Returns[Array.Length..].StartsWith("row(", StringComparison.Ordinal) ? ExpressionKind.Rows : ExpressionKind.Array,
        _ => ExpressionKind.Unknown,
    };

    /// <summary>Reads the forms of a function: <c>(bigint, bigint) -> bigint, (double, double) -> double</c>.</summary>
    public static IEnumerable<FunctionSignature> Read(string forms) =>
        $", {forms}".Split(", (").Skip(1).Select(form => form.Split(") -> ")).Select(form => new FunctionSignature(form[0], form[1]));
}
