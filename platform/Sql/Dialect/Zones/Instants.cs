using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Zones;

/// <summary>
/// Instants of texts, dates and timestamps. Where nothing reads the clock of an instant whose text shows when the query runs, each may have its own
/// zone; else a text of another zone than UTC ends the query.
/// </summary>
internal static class Instants
{
    /// <summary>Notes a text that becomes an instant.</summary>
    public static JsonObject ZonedText(DialectContext context, JsonObject text)
    {
        if (context.Tries > 0)
        {
            context.HasTriedTexts = true;
            return text;
        }

        var noted = Nodes.Function(context.Macro("utc_text"), text, Nodes.Constant(context.Session.IsUtc ? 1 : 0));
        context.ZonedTexts.Add(noted);
        return noted;
    }

    public const string EngineType = "TIMESTAMP WITH TIME ZONE";
    // The engine's times have microseconds.
    public const int EngineDigits = 6;

    // 3 digits, or 6 where there are as many.
    public static JsonObject Digits(ExpressionType type) => Nodes.Constant(type.Digits is { } digits ? Math.Min(digits, EngineDigits) : -1);

    /// <summary>An instant of a text, a date or a timestamp: by the zone of the text, else by the session's.</summary>
    public static JsonObject InstantOf(DialectContext context, JsonObject value, ExpressionKind known, bool isTry)
    {
        if (Nodes.TextConstant(value) is { } text && text.AsSpan().TrimStart() is [>= '0' and <= '9', ..])
        {
            var zone = TimestampText.ZoneOf(text);
            var wall = zone is null ? text : text[..text.LastIndexOf(zone, StringComparison.Ordinal)].TrimEnd();
            // The engine takes an offset right behind the time only, and a time before it.
            var offset = zone is not null && SessionTimeZone.EngineName(zone) is null ? TimestampText.Shown(zone) : SessionTimeZone.EngineName(zone ?? context.Session.Zone) == SessionTimeZone.Utc ? "+00" : null;
            return offset is not null ? Casted(Nodes.Constant($"{wall}{wall.Count(each => each == ':') switch { 0 => " 00:00:00", 1 => ":00", _ => "" }}{offset}"), EngineType, isTry)
                : Nodes.Function(context.Macro("instant"), Casted(Nodes.Constant(wall), "TIMESTAMP", isTry), TimeZones.EngineZone(context, value, zone ?? context.Session.Zone));
        }

        var kind = known != ExpressionKind.Unknown ? known : context.Kinds.Of(value);
        value = kind == ExpressionKind.Text ? Nodes.Function(context.Macro("text_with_offset"), ZonedText(context, value)) : value;
        return context.Session.IsUtc || kind is ExpressionKind.Instant or ExpressionKind.Null ? Casted(value, EngineType, isTry)
            : Nodes.Function(
                context.Macro(kind switch { ExpressionKind.Date or ExpressionKind.Timestamp => "instant", ExpressionKind.Text => isTry ? "instant_of_text_or_null" : "instant_of_text", _ => "as_instant" }),
                value,
                TimeZones.EngineZone(context, value, context.Session.Zone));
    }

    public static JsonObject InSessionZone(DialectContext context, JsonObject value, string macro) =>
        context.Session.IsUtc ? Nodes.Cast(value, EngineType) : Nodes.Function(context.Macro(macro), value, TimeZones.EngineZone(context, value, context.Session.Zone));

    private static JsonObject Casted(JsonNode value, string type, bool isTry)
    {
        var cast = Nodes.Cast(value, type);
        cast["try_cast"] = isTry;
        return cast;
    }

    /// <summary>Puts a conversion to instants around a value that is no instant.</summary>
    public static void AsInstant(DialectContext context, JsonObject value)
    {
        context.Surround(value, inner => InstantOf(context, inner, context.Types.Of(inner).Kind, isTry: false));
    }
}
