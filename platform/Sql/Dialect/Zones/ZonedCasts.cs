using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Times;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;
using NodaTime;

namespace MeshStarter.Platform.Sql.Dialect.Zones;

/// <summary>Casts of times with a zone or with digits.</summary>
internal static class ZonedCasts
{
    public static void ZonedCast(DialectContext context, JsonObject node)
    {
        var child = node["child"]!.AsObject();
        var type = context.Types.Of(child);
        var target = Nodes.Text(node["cast_type"]!.AsObject(), "id");
        int? rounded = null;
        var precise = TypeGrammar.Precise(node["cast_type"]!.AsObject());
        if (precise is var (digits, isInstant))
        {
            target = isInstant ? Instants.EngineType : "TIMESTAMP";
            var known = type.Kind == ExpressionKind.Date ? 0 : Nodes.TextConstant(child) is { } constant ? TimestampText.DigitsOf(constant) : type.Digits ?? Instants.EngineDigits;
            rounded = digits < Math.Min(known, Instants.EngineDigits) ? digits : null;
            node["cast_type"] = Nodes.Type(target);
            context.IsChanged = true;
        }

        switch (target)
        {
            case "TIMESTAMP" when precise is null && Nodes.TextConstant(child) is { } literal && TimestampText.ZoneOf(literal) is { } zone:
                TimeZones.RequireZone(context, node, zone, TrinoErrorCode.InvalidLiteral);
                RequireShown(context, node, literal, zone);
                context.Pending[node] = () => context.Become(node, Instants.InstantOf(context, Taken(node), type.Kind, Casts.IsTry(node)));
                break;
            case Instants.EngineType when type.Kind != ExpressionKind.Instant || rounded is not null:
                context.Pending[node] = () => context.Become(node, Rounded(context, Instants.InstantOf(context, Taken(node), type.Kind, Casts.IsTry(node)), rounded));
                break;
            case Instants.EngineType:
                break;
            case "TIME" when Nodes.TextConstant(child) is { } clock && TimestampText.OffsetOf(clock) is { } offset:
                TimeZones.RequireZone(context, node, offset, TrinoErrorCode.InvalidLiteral);
                // 10:00:00.5 -03:30
                Nodes.Replace(child, Nodes.Constant($"{clock[..clock.LastIndexOf(offset, StringComparison.Ordinal)].Trim()}{offset}"));
                node["cast_type"] = Nodes.Type("TIME WITH TIME ZONE");
                context.IsChanged = true;
                break;
            case "VARCHAR" when TimestampText.IsClock(child):
                context.Pending[node] = () => context.Wrap(node, "text_of_clock");
                break;
            default:
                if (ToText(context, node, type, target))
                {
                    break;
                }

                LocalCast(context, node, child, type, target);
                if (precise is { IsInstant: false, Digits: var shown })
                {
                    context.Pending[node] = () => Precise(context, node, rounded, shown);
                }

                break;
        }
    }

    // 02:30 in the night in which a clock goes from two to three.
    private static void RequireShown(DialectContext context, JsonObject node, string literal, string zone)
    {
        var wall = literal.AsSpan(0, literal.LastIndexOf(zone, StringComparison.Ordinal));
        if (ZoneData.TryFind(zone, out var region) && DateTime.TryParse(wall, CultureInfo.InvariantCulture, out var time) && region.MapLocal(LocalDateTime.FromDateTime(time)).Count == 0)
        {
            throw context.Failed(TrinoErrorCode.InvalidLiteral, node, $"'{literal}' is not a valid TIMESTAMP literal: the clocks of {zone} leave this time out. Write a time that they show.");
        }
    }

    // Texts and JSON of times and intervals. Whether nothing is left to do.
    private static bool ToText(DialectContext context, JsonObject node, ExpressionType type, string target)
    {
        var isText = target == "VARCHAR" || TypeGrammar.Bounded(node["cast_type"]!.AsObject()) is not null;
        switch (type.Kind)
        {
            case ExpressionKind.Instant or ExpressionKind.Timestamp when isText:
                TimeText(context, node, type);
                return true;
            case ExpressionKind.Timestamp when Casts.IsJson(node):
                // With its digits.
                context.Pending[node] = () => context.Become(node, Nodes.Function("to_json", Nodes.Function(context.Macro("text_of_timestamp"), Taken(node), Instants.Digits(type))));
                return true;
            case ExpressionKind.Interval when target == "VARCHAR":
                context.Pending[node] = () => context.Become(node, Nodes.Function(context.Macro("text_of_interval"), Taken(node)));
                return true;
            default:
                return false;
        }
    }

    // A column of the result shows its digits by the engine's type of them.
    private static void Precise(DialectContext context, JsonObject node, int? rounded, int shown)
    {
        if (shown is 0 or 3 && node.Parent is JsonArray list && list == context.Top?["select_list"])
        {
            context.Surround(node, inner => Nodes.Cast(inner, shown == 0 ? "TIMESTAMP_S" : "TIMESTAMP_MS"));
        }

        if (rounded is { } few)
        {
            context.Surround(node, inner => Nodes.Function(context.Macro("rounded_timestamp"), inner, Nodes.Constant(few)));
        }

        Casts.Cast(context, node);
    }

    private static void LocalCast(DialectContext context, JsonObject node, JsonObject child, ExpressionType type, string target)
    {
        // The engine has no cast of an instant to a time.
        if (type.IsUtc && !(type.Kind == ExpressionKind.Instant && target == "TIME"))
        {
            return;
        }

        if (target is not ("DATE" or "TIME" or "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS"))
        {
            throw context.Failed(TrinoErrorCode.NotSupported, node, $"This cast cannot keep the time zone of its value. {TimeZones.Advice}");
        }

        TimeZones.Local(context, node, child, type);
    }

    // As Trino writes a timestamp: with its digits, and its zone behind it, also where that is longer than the type.
    private static void TimeText(DialectContext context, JsonObject node, ExpressionType type)
    {
        var shown = type.Kind == ExpressionKind.Instant ? TimeZones.RequireOne(context, node, type) : null;
        context.Pending[node] = () => context.Become(node, shown is null
            ? Nodes.Function(context.Macro("text_of_timestamp"), Taken(node), Instants.Digits(type))
            : Nodes.Function(context.Macro("text_of_instant"), Taken(node), TimeZones.EngineZone(context, node, shown), Nodes.Constant($" {shown}"), Instants.Digits(type)));
    }

    private static JsonObject Rounded(DialectContext context, JsonObject instant, int? digits) => digits is { } few ? Nodes.Function(context.Macro("rounded_instant"), instant, Nodes.Constant(few)) : instant;

    private static JsonObject Taken(JsonObject cast)
    {
        var child = cast["child"]!.AsObject();
        cast.Remove("child");
        return child;
    }
}
