using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Functions of instants of other zones, and of instants next to timestamps without one.</summary>
internal sealed partial class DialectRewriter
{
    /// <summary>Units that are as long on every day.</summary>
    private static readonly FrozenSet<string> OfElapsedTime = FrozenSet.Create(StringComparer.Ordinal, "millisecond", "second", "minute", "hour");

    private void ZonedCall(JsonObject node, string name)
    {
        if (name.StartsWith(DialectMacros.Prefix, StringComparison.Ordinal))
        {
            // Written here.
            return;
        }

        var children = DialectNodes.Children(node).Select(child => child!.AsObject()).ToList();
        if (CallOfZone(node, name, children) || CallOfText(node, name, children) || CallOfArray(node, name, children) || CallOfSeveral(node, name, children))
        {
            return;
        }

        for (var at = 0; at < children.Count; at++)
        {
            if (_types.Of(children[at]) is { IsUtc: false } type && DialectNodes.Class(children[at]) != "LAMBDA")
            {
                OfZone(node, name, children, at, type);
            }
        }
    }

    // The zone that a function takes or gives. Whether nothing is left to do, as in the next ones.
    private bool CallOfZone(JsonObject node, string name, List<JsonObject> children)
    {
        switch (name)
        {
            case "today" or "current_localtime" or "current_localtimestamp" or "get_current_time" when children.Count == 0 && !_session.IsUtc:
                TimeOfSession(node, name);
                return true;
            case "make_timestamptz" when children.Count == 6 && !_session.IsUtc:
                _pending[node] = () =>
                {
                    Rename(node, "make_timestamp");
                    var place = DialectNodes.Null();
                    DialectNodes.Replace(node, place);
                    DialectNodes.Replace(place, InSessionZone(node, "instant"));
                };
                return true;
            case "timezone" when children.Count == 2 && _types.Of(children[1]).Kind == ExpressionKind.Date:
                throw Mismatch(node, "Type of value must be a time or timestamp with or without time zone (actual date). Write CAST(… AS timestamp).");
            case "timezone" or "at_timezone" when children.Count == 2 && !_session.IsUtc:
                var value = children[name == "timezone" ? 1 : 0];
                if (_types.Of(value).Kind is not (ExpressionKind.Instant or ExpressionKind.Null))
                {
                    AsInstant(value);
                }

                return true;
            case "with_timezone" or "from_unixtime" when children.Count == 2:
                RequireZone(node, children[1], TrinoErrorCode.InvalidFunctionArgument);
                return true;
            case "to_unixtime" or "timezone_hour" or "timezone_minute" when children.Count == 1 && !_session.IsUtc && IsLocal(_types.Of(children[0]).Kind):
                // The argument is an instant, which the session's zone makes of it.
                AsInstant(children[0]);
                if (name != "to_unixtime")
                {
                    OfZone(node, name, children, 0, ExpressionType.Instant(_session.Zone));
                }

                return true;
            default:
                return false;
        }
    }

    // Texts of times, of their zones and types.
    private bool CallOfText(JsonObject node, string name, List<JsonObject> children)
    {
        switch (name)
        {
            case "format_datetime" when children.Count == 2 && DialectNodes.TextConstant(children[1]) is { } format && DateFormats.FromJava(format) is null && DateFormats.FromJava(format, ExpressionType.Utc) is not null:
                FormatWithZone(node, children[0], format);
                return true;
            case "timezone" when children.Count == 1 && _types.Of(children[0]) is { Kind: ExpressionKind.Instant } named:
                var itsName = RequireOne(node, named);
                _pending[node] = () => Become(node, DialectNodes.Function(Macro("if_value"), DialectNodes.Take(node)[0], DialectNodes.Constant(itsName)));
                return true;
            case "typeof" when children.Count == 1 && _types.Of(children[0]) is { Kind: ExpressionKind.Instant or ExpressionKind.Timestamp, Digits: { } ofSecond } typed:
                var typeName = string.Create(CultureInfo.InvariantCulture, $"timestamp({ofSecond}){(typed.Kind == ExpressionKind.Instant ? " with time zone" : "")}");
                _pending[node] = () => Become(node, DialectNodes.Function(Macro("named_type"), DialectNodes.Take(node)[0], DialectNodes.Constant(typeName)));
                return true;
            case "to_iso8601" when children.Count == 1 && _types.Of(children[0]) is { Kind: ExpressionKind.Instant } instant:
                var zone = EngineZone(node, RequireOne(node, instant));
                _pending[node] = () => Become(node, DialectNodes.Function(Macro("iso8601_at"), DialectNodes.Take(node)[0], zone, Digits(instant)));
                return true;
            case "to_iso8601" when children.Count == 1 && _types.Of(children[0]) is { Kind: ExpressionKind.Timestamp } local:
                _pending[node] = () => Become(node, DialectNodes.Function(Macro("iso8601_of_timestamp"), DialectNodes.Take(node)[0], Digits(local)));
                return true;
            case "format":
                foreach (var shown in children.Skip(1).Where(child => _types.Of(child) is { IsUtc: true, Kind: ExpressionKind.Instant or ExpressionKind.Timestamp }))
                {
                    var written = DialectNodes.Function(Macro(_types.Of(shown).Kind == ExpressionKind.Instant ? "java_instant" : "java_timestamp"));
                    DialectNodes.Replace(shown, written);
                    DialectNodes.Children(written).Add(shown);
                }

                return false;
            default:
                return false;
        }
    }

    // Arrays of times.
    private bool CallOfArray(JsonObject node, string name, List<JsonObject> children)
    {
        switch (name)
        {
            case "contains" or "array_position" or "array_remove" when children.Count == 2 && !_session.IsUtc && _types.Of(children[0]).Item == ExpressionKind.Instant && IsLocal(_types.Of(children[1]).Kind):
                AsInstant(children[1]);
                return false;
            case "contains" or "array_position" or "array_remove" when children.Count == 2 && !_session.IsUtc && IsLocal(_types.Of(children[0]).Item) && _types.Of(children[1]).Kind == ExpressionKind.Instant:
            case "array_union" or "array_intersect" or "array_except" or "arrays_overlap" or "concat" or "||" when !_session.IsUtc && children.Exists(child => _types.Of(child).Item == ExpressionKind.Instant) && children.Exists(child => IsLocal(_types.Of(child).Item)):
                throw Failed(TrinoErrorCode.NotSupported, node, $"{name} takes no array of timestamps without a zone alongside instants here. Write transform(…, x -> CAST(x AS timestamp with time zone)).");
            default:
                return false;
        }
    }

    // Several times, which get one kind.
    private bool CallOfSeveral(JsonObject node, string name, List<JsonObject> children)
    {
        switch (name)
        {
            case "nullif" when children.Count == 2 && !_session.IsUtc && IsLocal(_types.Of(children[0]).Kind) && _types.Of(children[1]).Kind == ExpressionKind.Instant:
                var first = _types.Of(children[0]).Kind;
                _pending[node] = () =>
                {
                    var pair = DialectNodes.Take(node);
                    var isSame = DialectNodes.Comparison("COMPARE_EQUAL", InstantOf(Copy(pair[0]).AsObject(), first, isTry: false), pair[1]);
                    Become(node, DialectNodes.Case(pair[0], (isSame, DialectNodes.Null())));
                };
                return true;
            case "greatest" or "least" or "nullif" or "ifnull" or "coalesce":
                Together(children);
                return false;
            case "-" when children.Count == 2 && children.All(child => ExpressionKinds.IsTime(_types.Of(child).Kind)):
                Together(children);
                return true;
            case "lag" or "lead" when children.Count > 0 && node["default_expr"] is JsonObject otherwise:
                Together([children[0], otherwise]);
                return false;
            case "date_diff" when children.Count == 3:
                Together(children.Skip(1));
                if (!_session.IsUtc && IsLocal(_types.Of(children[1]).Kind) && _types.Of(children[2]).Kind == ExpressionKind.Instant && IsOfLocalDays(children))
                {
                    WithZone(node, "date_diff_at", ExpressionType.Instant(_session.Zone));
                }

                return false;
            default:
                return false;
        }
    }

    // yyyy-MM-dd HH:mm ZZ
    private void FormatWithZone(JsonObject node, JsonObject value, string format)
    {
        var type = _types.Of(value);
        if (type.Kind is ExpressionKind.Date or ExpressionKind.Timestamp)
        {
            throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does not contain TZ information. Write with_timezone(…, 'UTC').");
        }

        if (type.Kind == ExpressionKind.Instant && RequireOne(node, type) is var zone && DateFormats.FromJava(format, zone) is { } translated)
        {
            var engine = EngineZone(node, zone);
            _pending[node] = () => Become(node, DialectNodes.Function(Macro("format_at"), DialectNodes.Take(node)[0], engine, DialectNodes.Constant(translated)));
        }
    }

    /// <summary>Gives a function the zone of an argument.</summary>
    private void OfZone(JsonObject node, string name, List<JsonObject> children, int at, ExpressionType type)
    {
        switch (name)
        {
            case "timezone_hour" or "timezone_minute":
            case "date_part" or "datepart" when at == 1 && DialectNodes.TextConstant(children[0]) is { } part && AsciiNames.Lower(part) is "timezone_hour" or "timezone_minute":
                var zone = EngineZone(node, RequireOne(node, type));
                var macro = name.StartsWith("date", StringComparison.Ordinal) ? AsciiNames.Lower(DialectNodes.TextConstant(children[0])!) : name;
                _pending[node] = () => Become(node, DialectNodes.Function(Macro($"{macro}_at"), DialectNodes.Take(node)[^1], zone));
                break;
            case "date_trunc" when at == 1:
                WithZone(node, "date_trunc_at", type);
                break;
            case "date_add" when at == 2:
                if (!IsOfElapsedTime(children[0]))
                {
                    WithZone(node, "date_add_at", type);
                }

                break;
            case "date_diff" when at == 1:
                if (IsOfLocalDays(children))
                {
                    WithZone(node, "date_diff_at", type);
                }

                break;
            case "+" or "-" when HasMonths(children[1 - at]):
                var sum = EngineZone(node, RequireOne(node, type));
                _pending[node] = () =>
                {
                    var parts = DialectNodes.Take(node);
                    Become(node, DialectNodes.Function(Macro("plus_at"), parts[at], name == "-" ? DialectNodes.Operator("*", parts[1 - at], DialectNodes.Constant(-1)) : parts[1 - at], sum));
                };
                break;
            case var _ when ZoneFunctions.OfClocks.Contains(name):
                Local(node, children[at], type);
                break;
            case var _ when !ZoneFunctions.Keep.Contains(name) && !ZoneFunctions.WithoutZone.Contains(name):
                throw Failed(TrinoErrorCode.NotSupported, node, $"{name} cannot keep the time zone{(type.HasHiddenZone ? "" : $" {type.Zone}")} of its argument here. {Advice}");
        }
    }

    private static bool IsOfElapsedTime(JsonObject unit) => DialectNodes.TextConstant(unit) is { } text && OfElapsedTime.Contains(AsciiNames.Lower(text));

    // Trino counts the days of timestamps with more digits than milliseconds in UTC.
    private bool IsOfLocalDays(List<JsonObject> dateDiff) =>
        !IsOfElapsedTime(dateDiff[0]) && Math.Max(_types.Of(dateDiff[1]).Digits ?? 0, _types.Of(dateDiff[2]).Digits ?? 0) <= 3;

    /// <summary>Calls a macro, with the zone behind the arguments, in the place of a function.</summary>
    private void WithZone(JsonObject node, string macro, ExpressionType type)
    {
        var zone = EngineZone(node, RequireOne(node, type));
        _pending[node] = () =>
        {
            if (macro.StartsWith("date", StringComparison.Ordinal))
            {
                Unit(node);
            }

            DialectNodes.Children(node).Add((JsonNode)zone);
            Call(node, macro);
        };
    }

    // The engine has one type for both kinds of intervals; a query has them as literals.
    private static bool HasMonths(JsonNode? interval) => interval switch
    {
        JsonObject node => DialectNodes.FunctionName(node) is "to_months" or "to_years" or "to_quarters" or "to_decades" or "to_centuries" || node.Any(member => HasMonths(member.Value)),
        JsonArray items => items.Any(HasMonths),
        _ => false,
    };
}
