using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Zones;

/// <summary>
/// Instants of other zones than UTC. The engine's clock is UTC's, which is that of products; the session's zone counts where a query has the
/// time of now, a literal without a zone or a timestamp that becomes an instant, and another one where it is written. What reads the clock of
/// such a value gets the zone with it; where the zone cannot be followed the query is refused.
/// </summary>
internal static class TimeZones
{
    private static string OfTexts(DialectContext context)
    {
        context.NeedsUtcTexts = true;
        return ExpressionType.Utc;
    }

    /// <summary>Leaves the texts as they are where their zones do not count.</summary>
    public static void RequireUtcTexts(DialectContext context)
    {
        if (context.NeedsUtcTexts && context.HasTriedTexts)
        {
            throw Zoneless($"The zone of a time that is read from text shows when the query runs, and here TRY is around it. {Advice}");
        }

        foreach (var noted in context.NeedsUtcTexts ? [] : context.ZonedTexts)
        {
            Nodes.Replace(noted, Nodes.Take(noted)[0].AsObject());
        }
    }

    public const string Advice = "Write (…) AT TIME ZONE 'UTC', or the zone that is meant, around the value.";

    /// <summary>Notes the zones of the columns of the result.</summary>
    public static void ResultZones(DialectContext context)
    {
        var result = context.Types.Result;
        if (!context.Session.ShowsZones || (result.Columns.All(column => column.Known.IsUtc) && result.Rest is not { IsUtc: false }))
        {
            return;
        }

        if (!result.IsComplete)
        {
            throw Zoneless($"Times of the result have another zone than UTC, and which of its columns these are does not show. Name the columns instead of writing *. {Advice}");
        }

        for (var at = 0; at < result.Columns.Count; at++)
        {
            var (name, type) = result.Columns[at];
            if (type.IsUtc)
            {
                continue;
            }

            if (type is { Kind: ExpressionKind.Instant, Zone: ExpressionType.TextZone })
            {
                context.NeedsUtcTexts = true;
                continue;
            }

            if (type.Kind != ExpressionKind.Instant || type.HasHiddenZone)
            {
                throw Zoneless(type.HasHiddenZone
                    ? $"The column {name} of the result has times whose zone does not show before the query runs, or times of several zones. {Advice}"
                    : $"The column {name} of the result has times of the zone {type.Zone} within other values, which are sent with UTC alone. {Advice}");
            }

            context.Zones[at] = type.Zone!;
        }
    }

    // CURRENT_DATE, LOCALTIME: of the clock of the session's zone.
    public static void TimeOfSession(DialectContext context, JsonObject node, string name)
    {
        JsonObject? time = name switch
        {
            "current_date" or "today" => Nodes.Cast(Now(), "DATE"),
            "localtime" or "current_localtime" => Nodes.Cast(Now(), "TIME"),
            "localtimestamp" or "current_localtimestamp" => Now(),
            "current_time" or "get_current_time" => Nodes.Function(context.Macro("current_clock"), EngineZone(context, node, context.Session.Zone)),
            _ => null,
        };
        if (time is not null)
        {
            Nodes.Replace(node, time);
            context.IsChanged = true;
        }

        JsonObject Now() => Nodes.Function(context.Macro("local"), Nodes.Function("now"), EngineZone(context, node, context.Session.Zone));
    }

    /// <summary>Puts the clock of its zone around an instant.</summary>
    public static void Local(DialectContext context, JsonObject node, JsonObject value, ExpressionType type)
    {
        var zone = RequireOne(context, node, type);
        context.Surround(value, inner => Nodes.Function(context.Macro("local"), inner, EngineZone(context, node, zone)));
    }

    /// <summary>The zone of instants, where it is one that shows.</summary>
    public static string RequireOne(DialectContext context, JsonObject node, ExpressionType type) =>
        type.Kind == ExpressionKind.Instant && type.Zone == ExpressionType.TextZone ? OfTexts(context)
        : type.HasHiddenZone ? throw context.Failed(TrinoErrorCode.NotSupported, node, $"The time zone of this value does not show before the query runs, or its values have several. {Advice}")
        : type.Kind != ExpressionKind.Instant ? throw context.Failed(TrinoErrorCode.NotSupported, node, $"This value has times of the zone {type.Zone}, which cannot be kept here. {Advice}")
        : type.Zone ?? ExpressionType.Utc;

    public static JsonObject EngineZone(DialectContext context, JsonObject node, string zone)
    {
        if (SessionTimeZone.EngineName(zone) is { } engine)
        {
            return Nodes.Constant(engine);
        }

        RequireZone(context, node, zone, TrinoErrorCode.InvalidFunctionArgument);
        throw context.Failed(TrinoErrorCode.NotSupported, node, $"The clock of the offset {zone} is not supported here. Use a region with this offset, such as Asia/Kathmandu for +05:45.");
    }

    public static void RequireZone(DialectContext context, JsonObject node, JsonObject zone, TrinoErrorCode error)
    {
        if (Nodes.TextConstant(zone) is { } text)
        {
            RequireZone(context, node, text, error);
            if (SessionTimeZone.EngineName(text) is { } engine)
            {
                Nodes.Replace(zone, Nodes.Constant(engine));
            }
        }
    }

    public static void RequireZone(DialectContext context, JsonObject node, string zone, TrinoErrorCode error)
    {
        if (!SessionTimeZone.Exists(zone) && TimeConstant.Offset(zone) is null)
        {
            throw context.Failed(error, node, $"'{zone}' is not a valid time zone. Use a region such as Europe/Berlin, UTC, or an offset such as +02:00.");
        }
    }

    public static QueryFailedException Zoneless(string message) => new(new QueryFailure(TrinoErrorCode.NotSupported, message));
}
