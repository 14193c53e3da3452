using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Dialect.Zones;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Formats;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>Functions of instants of other zones, and of instants next to timestamps without one.</summary>
internal static class ZonedCalls
{
    public static void ZonedCall(DialectContext context, JsonObject node, string name)
    {
        if (name.StartsWith(MacroNames.Prefix, StringComparison.Ordinal))
        {
            // Written here.
            return;
        }

        var children = Nodes.Children(node).Select(child => child!.AsObject()).ToList();
        if (CallOfZone(context, node, name, children) || CallOfText(context, node, name, children) || CallOfArray(context, node, name, children) || CallOfSeveral(context, node, name, children))
        {
            return;
        }

        for (var at = 0; at < children.Count; at++)
        {
            if (context.Types.Of(children[at]) is { IsUtc: false } type && Nodes.Class(children[at]) != "LAMBDA")
            {
                OfZone(context, node, name, children, at, type);
            }
        }
    }

    // The zone that a function takes or gives. Whether nothing is left to do, as in the next ones.
    private static bool CallOfZone(DialectContext context, JsonObject node, string name, List<JsonObject> children)
    {
        switch (name)
        {
            case "today" or "current_localtime" or "current_localtimestamp" or "get_current_time" when children.Count == 0 && !context.Session.IsUtc:
                TimeZones.TimeOfSession(context, node, name);
                return true;
            case "make_timestamptz" when children.Count == 6 && !context.Session.IsUtc:
                context.Pending[node] = () =>
                {
                    context.Rename(node, "make_timestamp");
                    context.Surround(node, inner => Instants.InSessionZone(context, inner, "instant"));
                };
                return true;
            case "timezone" when children.Count == 2 && context.Types.Of(children[1]).Kind == ExpressionKind.Date:
                throw context.Mismatch(node, "Type of value must be a time or timestamp with or without time zone (actual date). Write CAST(… AS timestamp).");
            case "timezone" or "at_timezone" when children.Count == 2 && !context.Session.IsUtc:
                var value = children[name == "timezone" ? 1 : 0];
                if (context.Types.Of(value).Kind is not (ExpressionKind.Instant or ExpressionKind.Null))
                {
                    Instants.AsInstant(context, value);
                }

                return true;
            case "with_timezone" or "from_unixtime" when children.Count == 2:
                TimeZones.RequireZone(context, node, children[1], TrinoErrorCode.InvalidFunctionArgument);
                return true;
            case "to_unixtime" or "timezone_hour" or "timezone_minute" when children.Count == 1 && !context.Session.IsUtc && IsLocal(context, children[0]):
                // The argument is an instant, which the session's zone makes of it.
                Instants.AsInstant(context, children[0]);
                if (name != "to_unixtime")
                {
                    OfZone(context, node, name, children, 0, ExpressionType.Instant(context.Session.Zone));
                }

                return true;
            default:
                return false;
        }
    }

    // Texts of times, of their zones and types.
    private static bool CallOfText(DialectContext context, JsonObject node, string name, List<JsonObject> children)
    {
        switch (name)
        {
            case "format_datetime" when children.Count == 2 && Nodes.TextConstant(children[1]) is { } format && DateFormats.FromJava(format).Text is null && DateFormats.FromJava(format, ExpressionType.Utc).Text is not null:
                FormatWithZone(context, node, children[0], format);
                return true;
            case "timezone" when children.Count == 1 && context.Types.Of(children[0]) is { Kind: ExpressionKind.Instant } named:
                var itsName = TimeZones.RequireOne(context, node, named);
                context.Pending[node] = () => context.Become(node, Nodes.Function(context.Macro("if_value"), Nodes.Take(node)[0], Nodes.Constant(itsName)));
                return true;
            case "typeof" when children.Count == 1 && context.Types.Of(children[0]) is { Kind: ExpressionKind.Instant or ExpressionKind.Timestamp, Digits: { } ofSecond } typed:
                var typeName = string.Create(CultureInfo.InvariantCulture, $"timestamp({ofSecond}){(typed.Kind == ExpressionKind.Instant ? " with time zone" : "")}");
                context.Pending[node] = () => context.Become(node, Nodes.Function(context.Macro("named_type"), Nodes.Take(node)[0], Nodes.Constant(typeName)));
                return true;
            case "to_iso8601" when children.Count == 1 && context.Types.Of(children[0]) is { Kind: ExpressionKind.Instant } instant:
                var zone = TimeZones.EngineZone(context, node, TimeZones.RequireOne(context, node, instant));
                context.Pending[node] = () => context.Become(node, Nodes.Function(context.Macro("iso8601_at"), Nodes.Take(node)[0], zone, Instants.Digits(instant)));
                return true;
            case "to_iso8601" when children.Count == 1 && context.Types.Of(children[0]) is { Kind: ExpressionKind.Timestamp } local:
                context.Pending[node] = () => context.Become(node, Nodes.Function(context.Macro("iso8601_of_timestamp"), Nodes.Take(node)[0], Instants.Digits(local)));
                return true;
            case "format":
                foreach (var shown in children.Skip(1).Where(child => context.Types.Of(child) is { IsUtc: true, Kind: ExpressionKind.Instant or ExpressionKind.Timestamp }))
                {
                    context.Surround(shown, inner => Nodes.Function(context.Macro(context.Types.Of(shown).Kind == ExpressionKind.Instant ? "java_instant" : "java_timestamp"), inner));
                }

                return false;
            default:
                return false;
        }
    }

    /// <summary>Finds the instant that is the key of a map for a time of the session's clock.</summary>
    public static void KeyOfMap(DialectContext context, JsonObject map, JsonObject key)
    {
        if (!context.Session.IsUtc && context.Types.Of(map).OfKey.Kind == ExpressionKind.Instant && IsLocal(context, key))
        {
            Instants.AsInstant(context, key);
        }
    }

    // Arrays and maps of times.
    private static bool CallOfArray(DialectContext context, JsonObject node, string name, List<JsonObject> children)
    {
        bool HasInstants(JsonObject array) => context.Types.Of(array).Item == ExpressionKind.Instant;
        bool HasLocal(JsonObject array) => TimesTogether.IsLocal(context.Types.Of(array).Item);

        switch (name)
        {
            case var _ when context.Session.IsUtc:
                return false;
            case "contains" or "array_position" or "array_remove" when children is [var array, var item] && HasInstants(array) && IsLocal(context, item):
                Instants.AsInstant(context, item);
                return false;
            case "element_at" when children is [var map, var key]:
                KeyOfMap(context, map, key);
                return false;
            case "contains" or "array_position" or "array_remove" when children is [var array, var item] && HasLocal(array) && IsInstant(context, item):
            case "array_union" or "array_intersect" or "array_except" or "arrays_overlap" or "concat" or "||" when children.Exists(HasInstants) && children.Exists(HasLocal):
                throw context.Failed(TrinoErrorCode.NotSupported, node, $"{name} takes no array of timestamps without a zone alongside instants here. Write transform(…, x -> CAST(x AS timestamp with time zone)).");
            default:
                return false;
        }
    }

    // Several times, which get one kind.
    private static bool CallOfSeveral(DialectContext context, JsonObject node, string name, List<JsonObject> children)
    {
        switch (name)
        {
            case "nullif" when children.Count == 2 && !context.Session.IsUtc && IsLocal(context, children[0]) && IsInstant(context, children[1]):
                var first = context.Types.Of(children[0]).Kind;
                context.Pending[node] = () =>
                {
                    var pair = Nodes.Take(node);
                    var isSame = Nodes.Comparison("COMPARE_EQUAL", Instants.InstantOf(context, context.Copy(pair[0]).AsObject(), first, isTry: false), pair[1]);
                    context.Become(node, Nodes.Case(pair[0], (isSame, Nodes.Null())));
                };
                return true;
            case "greatest" or "least" or "nullif" or "ifnull" or "coalesce":
                TimesTogether.Together(context, children);
                return false;
            case "-" when children.Count == 2 && children.All(child => ExpressionKinds.IsTime(context.Types.Of(child).Kind)):
                TimesTogether.Together(context, children);
                return true;
            case "lag" or "lead" when children.Count > 0 && node["default_expr"] is JsonObject otherwise:
                TimesTogether.Together(context, [children[0], otherwise]);
                return false;
            case "date_diff" when children.Count == 3:
                TimesTogether.Together(context, children.Skip(1));
                if (!context.Session.IsUtc && IsLocal(context, children[1]) && IsInstant(context, children[2]) && IsOfLocalDays(context, children))
                {
                    WithZone(context, node, "date_diff_at", ExpressionType.Instant(context.Session.Zone));
                }

                return false;
            default:
                return false;
        }
    }

    private static bool IsInstant(DialectContext context, JsonObject value) => context.Types.Of(value).Kind == ExpressionKind.Instant;

    private static bool IsLocal(DialectContext context, JsonObject value) => TimesTogether.IsLocal(context.Types.Of(value).Kind);

    // yyyy-MM-dd HH:mm ZZ
    private static void FormatWithZone(DialectContext context, JsonObject node, JsonObject value, string format)
    {
        var type = context.Types.Of(value);
        if (type.Kind is ExpressionKind.Date or ExpressionKind.Timestamp)
        {
            throw context.Failed(TrinoErrorCode.InvalidFunctionArgument, node, "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does not contain TZ information. Write with_timezone(…, 'UTC').");
        }

        if (type.Kind == ExpressionKind.Instant && TimeZones.RequireOne(context, node, type) is var zone && DateFormats.FromJava(format, zone).Text is { } translated)
        {
            var engine = TimeZones.EngineZone(context, node, zone);
            context.Pending[node] = () => context.Become(node, Nodes.Function(context.Macro("format_at"), Nodes.Take(node)[0], engine, Nodes.Constant(translated)));
        }
    }

    /// <summary>Gives a function the zone of an argument.</summary>
    private static void OfZone(DialectContext context, JsonObject node, string name, List<JsonObject> children, int at, ExpressionType type)
    {
        switch (name)
        {
            case "timezone_hour" or "timezone_minute":
            case "date_part" or "datepart" when at == 1 && Nodes.TextConstant(children[0]) is { } part && AsciiNames.Lower(part) is "timezone_hour" or "timezone_minute":
                var zone = TimeZones.EngineZone(context, node, TimeZones.RequireOne(context, node, type));
                var macro = name.StartsWith("date", StringComparison.Ordinal) ? AsciiNames.Lower(Nodes.TextConstant(children[0])!) : name;
                context.Pending[node] = () => context.Become(node, Nodes.Function(context.Macro($"{macro}_at"), Nodes.Take(node)[^1], zone));
                break;
            case "date_trunc" when at == 1:
                WithZone(context, node, "date_trunc_at", type);
                break;
            case "date_add" when at == 2:
                if (!DateFunctions.IsOfElapsedTime(children[0]))
                {
                    WithZone(context, node, "date_add_at", type);
                }

                break;
            case "date_diff" when at == 1:
                if (IsOfLocalDays(context, children))
                {
                    WithZone(context, node, "date_diff_at", type);
                }

                break;
            case "+" or "-" when Arithmetic.HasMonths(context, children[1 - at]):
                var sum = TimeZones.EngineZone(context, node, TimeZones.RequireOne(context, node, type));
                context.Pending[node] = () =>
                {
                    var parts = Nodes.Take(node);
                    context.Become(node, Nodes.Function(context.Macro("plus_at"), parts[at], name == "-" ? Nodes.Operator("*", parts[1 - at], Nodes.Constant(-1)) : parts[1 - at], sum));
                };
                break;
            case var _ when ZoneFunctions.OfClocks.Contains(name):
                TimeZones.Local(context, node, children[at], type);
                break;
            case var _ when !ZoneFunctions.Keep.Contains(name) && !ZoneFunctions.WithoutZone.Contains(name):
                throw context.Failed(TrinoErrorCode.NotSupported, node, $"{name} cannot keep the time zone{(type.HasHiddenZone ? "" : $" {type.Zone}")} of its argument here. {TimeZones.Advice}");
        }
    }

    // Trino counts the days of timestamps with more digits than milliseconds in UTC.
    private static bool IsOfLocalDays(DialectContext context, List<JsonObject> dateDiff) =>
        !DateFunctions.IsOfElapsedTime(dateDiff[0]) && Math.Max(context.Types.Of(dateDiff[1]).Digits ?? 0, context.Types.Of(dateDiff[2]).Digits ?? 0) <= 3;

    /// <summary>Calls a macro, with the zone behind the arguments, in the place of a function.</summary>
    private static void WithZone(DialectContext context, JsonObject node, string macro, ExpressionType type)
    {
        var zone = TimeZones.EngineZone(context, node, TimeZones.RequireOne(context, node, type));
        context.Pending[node] = () =>
        {
            if (macro.StartsWith("date", StringComparison.Ordinal))
            {
                DateFunctions.Unit(context, node);
            }

            Nodes.Children(node).Add((JsonNode)zone);
            context.Call(node, macro);
        };
    }
}
