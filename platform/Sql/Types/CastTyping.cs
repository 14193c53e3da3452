using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Finds the types of casts, and those that a query writes. Pure.</summary>
internal static class CastTyping
{
    /// <summary>The digits of a second of a timestamp(3).</summary>
    public const int Milliseconds = 3;

    /// <summary>The type of a cast.</summary>
    /// <param name="node">The cast.</param>
    /// <param name="child">The type of what is cast.</param>
    /// <param name="sessionZone">The zone that a timestamp without one gets.</param>
    public static ExpressionType Of(ExpressionNode node, ExpressionType child, string sessionZone)
    {
        var type = node.CastType;
        var precise = TypeGrammar.Precise(type);
        var digits = precise?.Digits ?? Nodes.Text(type, "id") switch { "TIMESTAMP_S" => 0, "TIMESTAMP_MS" => Milliseconds, _ => null };
        var kind = precise is { IsInstant: var isInstant } ? isInstant ? ExpressionKind.Instant : ExpressionKind.Timestamp : ExpressionKinds.OfType(type);
        var text = node.Child!.Value.TextConstant;
        switch (kind)
        {
            case ExpressionKind.Timestamp when digits is null && text is not null && TimestampText.ZoneOf(text) is { } zone:
                return ExpressionType.Instant(TimestampText.Shown(zone), TimestampText.DigitsOf(text));
            case ExpressionKind.Timestamp:
                return new ExpressionType(kind, Digits: digits ?? (text is not null ? TimestampText.DigitsOf(text) : null));
            case ExpressionKind.Instant:
                return ExpressionType.Instant(child.Kind switch
                {
                    ExpressionKind.Null => null,
                    ExpressionKind.Instant => child.Zone,
                    ExpressionKind.Date or ExpressionKind.Timestamp => sessionZone,
                    ExpressionKind.Text when text is not null => TimestampText.ZoneOf(text) is { } zone ? TimestampText.Shown(zone) : sessionZone,
                    ExpressionKind.Text => ExpressionType.TextZone,
                    _ => ExpressionType.Either(child.Zone, sessionZone),
                }, digits);
            case ExpressionKind.Other when TimestampText.IsClock(node.Node):
                return new ExpressionType(ExpressionKind.OffsetTime);
            case ExpressionKind.Array or ExpressionKind.Map or ExpressionKind.Other or ExpressionKind.Unknown:
                var makesInstants = type.ToJsonString().Contains("TIMESTAMP WITH TIME ZONE", StringComparison.Ordinal);
                var padded = TypeGrammar.Bounded(type) is (var length, true) ? ColumnShapes.Padded(length) : null;
                return Written(type) with { Zone = makesInstants ? ExpressionType.Either(child.Zone, sessionZone) : child.Zone, IsPadded = padded is not null, Shape = padded };
            default:
                return Written(type);
        }
    }

    /// <summary>A type as it is written: <c>integer</c>, <c>array(row(a date))</c>.</summary>
    public static ExpressionType Written(JsonNode? type)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var kind = ExpressionKinds.OfType(type);
        var info = type?["type_info"];
        return type?["id"]?.GetValue<string>() switch
        {
            "LIST" or "ARRAY" when info?["child_type"] is JsonObject item => ExpressionType.Array(Written(item)),
            "MAP" when info?["child_type"]?["type_info"]?["child_types"] is JsonArray { Count: 2 } both => ExpressionType.Map(Written(both[0]!["second"]), Written(both[1]!["second"])),
            "STRUCT" when info?["child_types"] is JsonArray fields => ExpressionType.Row([.. fields.Select(field => Written(field!["second"]))], [.. fields.Select(field => Nodes.Text(field!.AsObject(), "first"))]),
            "FLOAT" => new ExpressionType(kind) { IsReal = true },
            _ => new ExpressionType(kind) { Size = DecimalSize.Of(type) },
        };
    }
}
