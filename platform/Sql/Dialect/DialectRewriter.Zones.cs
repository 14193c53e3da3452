using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>
/// Instants of other zones than UTC. The engine's clock is UTC's, which is that of products; the session's zone counts where a query has the
/// time of now, a literal without a zone or a timestamp that becomes an instant, and another one where it is written. What reads the clock of
/// such a value gets the zone with it; where the zone cannot be followed the query is refused.
/// </summary>
internal sealed partial class DialectRewriter
{
    private const string Instants = "TIMESTAMP WITH TIME ZONE";
    // The engine's times have microseconds.
    private const int EngineDigits = 6;

    private const string Advice = "Write (…) AT TIME ZONE 'UTC', or the zone that is meant, around the value.";

    /// <summary>Notes the zones of the columns of the result.</summary>
    private void ResultZones()
    {
        var result = _types.Result;
        if (!_session.ShowsZones || (result.Columns.All(column => column.Type.IsUtc) && result.Rest is not { IsUtc: false }))
        {
            return;
        }

        if (result.Rest is not null)
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
                _needsUtcTexts = true;
                continue;
            }

            if (type.Kind != ExpressionKind.Instant || type.HasHiddenZone)
            {
                throw Zoneless(type.HasHiddenZone
                    ? $"The column {name} of the result has times whose zone does not show before the query runs, or times of several zones. {Advice}"
                    : $"The column {name} of the result has times of the zone {type.Zone} within other values, which are sent with UTC alone. {Advice}");
            }

            _zones[at] = type.Zone!;
        }
    }

    /// <summary>Prepares a part of the query, before its parts are rewritten.</summary>
    private void Zones(JsonObject node)
    {
        switch (DialectNodes.Class(node))
        {
            case "COLUMN_REF" when !_session.IsUtc && _types.IsOfSession(node):
                TimeOfSession(node, AsciiNames.Lower(node["column_names"]![0]!.GetValue<string>()));
                break;
            case "CAST":
                ZonedCast(node);
                break;
            case "FUNCTION" or "WINDOW" when DialectNodes.FunctionName(node) is { } name:
                ZonedCall(node, name);
                break;
            case "COMPARISON":
                Together([node["left"]!, node["right"]!]);
                break;
            case "BETWEEN":
                Together([node["input"]!, node["lower"]!, node["upper"]!]);
                break;
            case "CASE":
                Together([.. node["case_checks"]!.AsArray().Select(check => check!["then_expr"]!), node["else_expr"]!]);
                break;
            case "OPERATOR" when DialectNodes.Text(node, "type") is "OPERATOR_COALESCE" or "COMPARE_IN" or "COMPARE_NOT_IN" or "ARRAY_CONSTRUCTOR":
                Together([.. DialectNodes.Children(node).Select(child => child!)]);
                break;
            case "SUBQUERY" when node["child"] is JsonObject child && !_session.IsUtc:
                Within(child, node["subquery"]!["node"]!.AsObject());
                break;
            case "":
                TogetherInColumns(node);
                break;
        }
    }

    // CURRENT_DATE, LOCALTIME: of the clock of the session's zone.
    private void TimeOfSession(JsonObject node, string name)
    {
        JsonObject? time = name switch
        {
            "current_date" or "today" => DialectNodes.Cast(Now(), "DATE"),
            "localtime" or "current_localtime" => DialectNodes.Cast(Now(), "TIME"),
            "localtimestamp" or "current_localtimestamp" => Now(),
            "current_time" or "get_current_time" => DialectNodes.Function(Macro("current_clock"), EngineZone(node, _session.Zone)),
            _ => null,
        };
        if (time is not null)
        {
            DialectNodes.Replace(node, time);
            _isChanged = true;
        }

        JsonObject Now() => DialectNodes.Function(Macro("local"), DialectNodes.Function("now"), EngineZone(node, _session.Zone));
    }

    private void ZonedCast(JsonObject node)
    {
        var child = node["child"]!.AsObject();
        var type = _types.Of(child);
        var target = DialectNodes.Text(node["cast_type"]!.AsObject(), "id");
        int? rounded = null;
        var precise = GrammarText.Precise(node["cast_type"]!.AsObject());
        if (precise is var (digits, isInstant))
        {
            target = isInstant ? Instants : "TIMESTAMP";
            var known = type.Kind == ExpressionKind.Date ? 0 : DialectNodes.TextConstant(child) is { } constant ? TimestampText.DigitsOf(constant) : type.Digits ?? EngineDigits;
            rounded = digits < Math.Min(known, EngineDigits) ? digits : null;
            node["cast_type"] = new JsonObject { ["id"] = target, ["type_info"] = null };
            _isChanged = true;
        }

        switch (target)
        {
            case "TIMESTAMP" when precise is null && DialectNodes.TextConstant(child) is { } literal && TimestampText.ZoneOf(literal) is { } zone:
                RequireZone(node, zone, TrinoErrorCode.InvalidLiteral);
                _pending[node] = () => Become(node, InstantOf(Taken(node), type.Kind, IsTry(node)));
                break;
            case Instants when type.Kind != ExpressionKind.Instant || rounded is not null:
                _pending[node] = () => Become(node, Rounded(InstantOf(Taken(node), type.Kind, IsTry(node)), rounded));
                break;
            case Instants:
                break;
            case "TIME" when DialectNodes.TextConstant(child) is { } clock && TimestampText.OffsetOf(clock) is { } offset:
                // 10:00:00.5 -03:30
                DialectNodes.Replace(child, DialectNodes.Constant($"{clock[..clock.LastIndexOf(offset, StringComparison.Ordinal)].Trim()}{offset}"));
                node["cast_type"] = new JsonObject { ["id"] = "TIME WITH TIME ZONE", ["type_info"] = null };
                _isChanged = true;
                break;
            case "VARCHAR" when TimestampText.IsClock(child):
                _pending[node] = () => Wrap(node, "text_of_clock");
                break;
            default:
                if ((target == "VARCHAR" || GrammarText.Bounded(node["cast_type"]!.AsObject()) is not null) && type.Kind is ExpressionKind.Instant or ExpressionKind.Timestamp)
                {
                    TimeText(node, type);
                    break;
                }

                if (type.Kind == ExpressionKind.Timestamp && IsJson(node))
                {
                    // With its digits.
                    _pending[node] = () => Become(node, DialectNodes.Function("to_json", DialectNodes.Function(Macro("text_of_timestamp"), Taken(node), Digits(type))));
                    break;
                }

                if (target == "VARCHAR" && type.Kind == ExpressionKind.Interval)
                {
                    _pending[node] = () => Become(node, DialectNodes.Function(Macro("text_of_interval"), Taken(node)));
                    break;
                }

                LocalCast(node, child, type, target);
                if (precise is { IsInstant: false, Digits: var shown })
                {
                    _pending[node] = () => Precise(node, rounded, shown);
                }

                break;
        }
    }

    // A column of the result shows its digits by the engine's type of them.
    private void Precise(JsonObject node, int? rounded, int shown)
    {
        if (shown is 0 or 3 && node.Parent is JsonArray list && list == _top?["select_list"])
        {
            var column = DialectNodes.Cast(DialectNodes.Null(), shown == 0 ? "TIMESTAMP_S" : "TIMESTAMP_MS");
            DialectNodes.Replace(node, column);
            column["child"] = node;
        }

        if (rounded is { } few)
        {
            var call = DialectNodes.Function(Macro("rounded_timestamp"));
            DialectNodes.Replace(node, call);
            DialectNodes.Children(call).Add(node);
            DialectNodes.Children(call).Add((JsonNode)DialectNodes.Constant(few));
        }

        Cast(node);
    }

    private void LocalCast(JsonObject node, JsonObject child, ExpressionType type, string target)
    {
        // The engine has no cast of an instant to a time.
        if (type.IsUtc && !(type.Kind == ExpressionKind.Instant && target == "TIME"))
        {
            return;
        }

        if (target is not ("DATE" or "TIME" or "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS"))
        {
            throw Failed(TrinoErrorCode.NotSupported, node, $"This cast cannot keep the time zone of its value. {Advice}");
        }

        Local(node, child, type);
    }

    // As Trino writes a timestamp: with its digits, and its zone behind it, also where that is longer than the type.
    private void TimeText(JsonObject node, ExpressionType type)
    {
        var shown = type.Kind == ExpressionKind.Instant ? RequireOne(node, type) : null;
        _pending[node] = () => Become(node, shown is null
            ? DialectNodes.Function(Macro("text_of_timestamp"), Taken(node), Digits(type))
            : DialectNodes.Function(Macro("text_of_instant"), Taken(node), EngineZone(node, shown), DialectNodes.Constant($" {shown}"), Digits(type)));
    }

    private JsonObject Rounded(JsonObject instant, int? digits) => digits is { } few ? DialectNodes.Function(Macro("rounded_instant"), instant, DialectNodes.Constant(few)) : instant;

    private static JsonObject Taken(JsonObject cast)
    {
        var child = cast["child"]!.AsObject();
        cast.Remove("child");
        return child;
    }

    // 3 digits, or 6 where there are as many.
    private static JsonObject Digits(ExpressionType type) => DialectNodes.Constant(type.Digits is { } digits ? Math.Min(digits, EngineDigits) : -1);

    /// <summary>An instant of a text, a date or a timestamp: by the zone of the text, else by the session's.</summary>
    private JsonObject InstantOf(JsonObject value, ExpressionKind known, bool isTry)
    {
        if (DialectNodes.TextConstant(value) is { } text && text.AsSpan().TrimStart() is [>= '0' and <= '9', ..])
        {
            var zone = TimestampText.ZoneOf(text);
            var wall = zone is null ? text : text[..text.LastIndexOf(zone, StringComparison.Ordinal)].TrimEnd();
            // The engine takes an offset right behind the time only, and a time before it.
            var offset = zone is not null && SessionTimeZone.EngineName(zone) is null ? zone : SessionTimeZone.EngineName(zone ?? _session.Zone) == SessionTimeZone.Utc ? "+00" : null;
            return offset is not null ? Casted(DialectNodes.Constant($"{wall}{wall.Count(each => each == ':') switch { 0 => " 00:00:00", 1 => ":00", _ => "" }}{offset}"), Instants, isTry)
                : DialectNodes.Function(Macro("instant"), Casted(DialectNodes.Constant(wall), "TIMESTAMP", isTry), EngineZone(value, zone ?? _session.Zone));
        }

        var kind = known != ExpressionKind.Unknown ? known : _kinds.Of(value);
        value = kind == ExpressionKind.Text ? DialectNodes.Function(Macro("text_with_offset"), ZonedText(value)) : value;
        return _session.IsUtc || kind is ExpressionKind.Instant or ExpressionKind.Null ? Casted(value, Instants, isTry)
            : DialectNodes.Function(
                Macro(kind switch { ExpressionKind.Date or ExpressionKind.Timestamp => "instant", ExpressionKind.Text => isTry ? "instant_of_text_or_null" : "instant_of_text", _ => "as_instant" }),
                value,
                EngineZone(value, _session.Zone));
    }

    private JsonObject InSessionZone(JsonObject value, string macro) =>
        _session.IsUtc ? DialectNodes.Cast(value, Instants) : DialectNodes.Function(Macro(macro), value, EngineZone(value, _session.Zone));

    private static JsonObject Casted(JsonNode value, string type, bool isTry)
    {
        var cast = DialectNodes.Cast(value, type);
        cast["try_cast"] = isTry;
        return cast;
    }

    /// <summary>Puts a conversion to instants around a value that is no instant.</summary>
    private void AsInstant(JsonObject value)
    {
        var place = DialectNodes.Null();
        DialectNodes.Replace(value, place);
        DialectNodes.Replace(place, InstantOf(value, _types.Of(value).Kind, isTry: false));
        _isChanged = true;
    }

    /// <summary>Puts the clock of its zone around an instant.</summary>
    private void Local(JsonObject node, JsonObject value, ExpressionType type)
    {
        var zone = RequireOne(node, type);
        var local = DialectNodes.Function(Macro("local"));
        DialectNodes.Replace(value, local);
        DialectNodes.Children(local).Add(value);
        DialectNodes.Children(local).Add((JsonNode)EngineZone(node, zone));
    }

    /// <summary>The zone of instants, where it is one that shows.</summary>
    private string RequireOne(JsonObject node, ExpressionType type) =>
        type.Kind == ExpressionKind.Instant && type.Zone == ExpressionType.TextZone ? OfTexts()
        : type.HasHiddenZone ? throw Failed(TrinoErrorCode.NotSupported, node, $"The time zone of this value does not show before the query runs, or its values have several. {Advice}")
        : type.Kind != ExpressionKind.Instant ? throw Failed(TrinoErrorCode.NotSupported, node, $"This value has times of the zone {type.Zone}, which cannot be kept here. {Advice}")
        : type.Zone ?? ExpressionType.Utc;

    private JsonObject EngineZone(JsonObject node, string zone) => DialectNodes.Constant(SessionTimeZone.EngineName(zone)
        ?? throw Failed(TrinoErrorCode.NotSupported, node, $"The clock of the offset {zone} is not supported here. Use a region with this offset, such as Asia/Kathmandu for +05:45."));

    private void RequireZone(JsonObject node, JsonObject zone, TrinoErrorCode error)
    {
        if (DialectNodes.TextConstant(zone) is { } text)
        {
            RequireZone(node, text, error);
            if (SessionTimeZone.EngineName(text) is { } engine)
            {
                DialectNodes.Replace(zone, DialectNodes.Constant(engine));
            }
        }
    }

    private void RequireZone(JsonObject node, string zone, TrinoErrorCode error)
    {
        if (!SessionTimeZone.Exists(zone) && TimestampText.OffsetOf(zone) is null)
        {
            throw Failed(error, node, $"'{zone}' is not a valid time zone. Use a region such as Europe/Berlin, UTC, or an offset such as +02:00.");
        }
    }

    private static QueryFailedException Zoneless(string message) => new(new QueryFailure(TrinoErrorCode.NotSupported, message));
}
