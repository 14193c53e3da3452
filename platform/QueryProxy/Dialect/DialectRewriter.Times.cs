using System.Collections.Frozen;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Dialect;

/// <summary>
/// Dates, times and their zones. The engine's timestamps with time zone have no zone of their own: a zone that a query gives by AT TIME
/// ZONE counts in the function around it, and in the column that it makes.
/// </summary>
internal sealed partial class DialectRewriter
{
    private static readonly FrozenSet<string> Units = FrozenSet.Create(StringComparer.Ordinal, "millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year");

    /// <summary>Functions whose answer depends on the clock of a zone.</summary>
    private static readonly FrozenSet<string> OfClocks = FrozenSet.Create(
        StringComparer.Ordinal, "year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "date", "day_of_week", "dow", "day_of_year", "doy", "day_of_month",
        "week_of_year", "year_of_week", "yow", "last_day_of_month", "isodow", "dayofyear", "date_part", "date_trunc", "date_format", "format_datetime", "strftime");

    // Zones of AT TIME ZONE whose clock the function around it reads.
    private readonly HashSet<JsonObject> _local = [];

    /// <summary>Notes the zones of the columns of the result, before they change.</summary>
    private void TopLevel(JsonObject node)
    {
        if (!_session.ShowsZones || DialectNodes.Text(node, "type") != "SELECT_NODE")
        {
            return;
        }

        var list = node["select_list"]!.AsArray();
        for (var i = 0; i < list.Count && DialectNodes.Class(list[i]!.AsObject()) != "STAR"; i++)
        {
            if (ZoneOfValue(list[i]!.AsObject()) is { } zone && zone is not ("UTC" or "Z"))
            {
                _zones[i] = zone;
                Show(list[i]!.AsObject(), zone);
            }
        }
    }

    /// <summary>The zone of a value, where the text names it.</summary>
    private static string? ZoneOfValue(JsonObject node) => DialectNodes.FunctionName(node) switch
    {
        "timezone" or "at_timezone" or "with_timezone" when IsZoned(node) => DialectNodes.TextConstant(ZoneArgument(node)),
        "from_unixtime" when DialectNodes.Children(node).Count == 2 => DialectNodes.TextConstant(DialectNodes.Child(node, 1)),
        "date_trunc" when DialectNodes.Children(node).Count == 2 => ZoneOfValue(DialectNodes.Child(node, 1)),
        "date_add" when DialectNodes.Children(node).Count == 3 => ZoneOfValue(DialectNodes.Child(node, 2)),
        "from_iso8601_timestamp" when DialectNodes.TextConstant(DialectNodes.Child(node, 0)) is { } iso => ZoneOf(iso) is { } own && own[0] is '+' or '-' ? ZoneOf(iso) : null,
        null when DialectNodes.Class(node) == "CAST" && DialectNodes.Text(node["cast_type"]!.AsObject(), "id") == "TIMESTAMP" && DialectNodes.TextConstant(node["child"]!.AsObject()) is { } text => ZoneOf(text),
        _ => null,
    };

    private static bool IsZoned(JsonObject node) => DialectNodes.Children(node).Count == 2;

    // x AT TIME ZONE z is timezone(z, x), at_timezone(x, z) as it is written.
    private static JsonObject ZoneArgument(JsonObject node) => DialectNodes.Child(node, DialectNodes.FunctionName(node) == "timezone" ? 0 : 1);

    // A text that the worker sends as what it is: 2026-01-31 12:00:00.000000 Europe/Berlin.
    private void Show(JsonObject node, string zone)
    {
        var text = DialectNodes.Operator("||", DialectNodes.Null(), DialectNodes.Constant($" {zone}"));
        text["schema"] = "main";
        DialectNodes.Replace(node, text);
        DialectNodes.Children(text)[0] = DialectNodes.Function("strftime", DialectNodes.Function("timezone", DialectNodes.Constant(EngineZone(zone)), DialectNodes.Cast(node, "TIMESTAMP WITH TIME ZONE")), DialectNodes.Constant("%Y-%m-%d %H:%M:%S.%f"));
        _local.Add(DialectNodes.Child(DialectNodes.Child(text, 0), 0));
        _isChanged = true;
    }

    private static string EngineZone(string zone) => SessionTimeZone.EngineName(zone) ?? zone;

    private void MarkLocalTimes(JsonObject node)
    {
        if (DialectNodes.FunctionName(node) is { } name && OfClocks.Contains(name))
        {
            foreach (var child in DialectNodes.Children(node).OfType<JsonObject>().ToList())
            {
                MarkLocal(child);
            }
        }
    }

    private void MarkLocalCast(JsonObject node)
    {
        if (DialectNodes.Text(node["cast_type"]!.AsObject(), "id") is "DATE" or "TIME" or "TIMESTAMP" && node["child"] is JsonObject child)
        {
            MarkLocal(child);
        }
    }

    private void MarkLocal(JsonObject value)
    {
        if (DialectNodes.FunctionName(value) is "timezone" or "at_timezone" && IsZoned(value))
        {
            _local.Add(value);
        }
        else if (DialectNodes.Class(value) == "CAST" && ZoneOfValue(value) is { } zone)
        {
            var own = DialectNodes.Function("timezone", DialectNodes.Constant(EngineZone(zone)));
            DialectNodes.Replace(value, own);
            DialectNodes.Children(own).Add(value);
            _local.Add(own);
            _isChanged = true;
        }
        else if (_kinds.Of(value) == ExpressionKind.Instant && !_session.IsUtc && !(DialectNodes.Class(value) == "CAST" && DialectNodes.TextConstant(value["child"]!.AsObject()) is not null))
        {
            // An instant of a product has UTC for its zone; the engine's literal, TIMESTAMPTZ '…', has the session's.
            var local = DialectNodes.Function("timezone", DialectNodes.Constant("UTC"));
            DialectNodes.Replace(value, local);
            DialectNodes.Children(local).Add(value);
            _local.Add(local);
            _isChanged = true;
        }
    }

    private bool Time(JsonObject node, string name, int count)
    {
        switch (name)
        {
            case "timezone" or "at_timezone" when count == 2:
                AtTimeZone(node, name);
                return true;
            case "date_diff" when count == 3:
                Unit(node);
                RequireTimes(node, 1);
                Rename(node, "date_sub");
                return true;
            case "date_add" when count == 3:
                Unit(node);
                Call(node, "date_add");
                return true;
            case "date_trunc" when count == 2:
                Truncate(node);
                return true;
            case "date" when count == 1:
                Become(node, DialectNodes.Cast(DialectNodes.Take(node)[0], "DATE"));
                return true;
            case "from_iso8601_timestamp" when count == 1:
                Become(node, DialectNodes.Cast(AsText(DialectNodes.Take(node)[0]), "TIMESTAMP WITH TIME ZONE"));
                return true;
            case "from_iso8601_date" when count == 1:
                Become(node, DialectNodes.Cast(AsText(DialectNodes.Take(node)[0]), "DATE"));
                return true;
            case "date_format" when count == 2:
                Format(node, "strftime", DateFormats.FromMySql);
                return true;
            case "format_datetime" when count == 2:
                Format(node, "strftime", DateFormats.FromJava);
                return true;
            case "date_parse" when count == 2:
                Format(node, "strptime", DateFormats.FromMySql);
                return true;
            case "parse_datetime" when count == 2:
                Format(node, "strptime", DateFormats.FromJava);
                var instant = DialectNodes.Cast(DialectNodes.Null(), "TIMESTAMP WITH TIME ZONE");
                DialectNodes.Replace(node, instant);
                instant["child"] = node;
                return true;
            case "date_part" when count == 2 && DialectNodes.TextConstant(DialectNodes.Child(node, 0)) is { } part:
                DatePart(node, part);
                return true;
            default:
                return false;
        }
    }

    // A parameter that is cast has the type of the cast, and these take text.
    private static JsonObject AsText(JsonNode argument) => DialectNodes.Cast(argument, "VARCHAR");

    private void AtTimeZone(JsonObject node, string name)
    {
        if (DialectNodes.TextConstant(ZoneArgument(node)) is { } zone)
        {
            RequireZone(node, zone, TrinoErrorCode.InvalidFunctionArgument);
        }

        var parts = DialectNodes.Take(node);
        var (zoneNode, value) = name == "timezone" ? (parts[0], parts[1]) : (parts[1], parts[0]);
        if (_local.Contains(node))
        {
            // Its own conversions have instants already.
            var instant = DialectNodes.Class(value.AsObject()) == "CAST" || _kinds.Of(value) == ExpressionKind.Instant ? value : DialectNodes.Cast(value, "TIMESTAMP WITH TIME ZONE");
            if (DialectNodes.TextConstant(zoneNode.AsObject()) is { } named)
            {
                zoneNode = DialectNodes.Constant(EngineZone(named));
            }

            DialectNodes.Children(node).Add(zoneNode);
            DialectNodes.Children(node).Add(instant);
            Rename(node, "timezone");
        }
        else
        {
            Become(node, DialectNodes.Cast(value, "TIMESTAMP WITH TIME ZONE"));
        }
    }

    private void Truncate(JsonObject node)
    {
        Unit(node);
        RequireTimes(node, 1);
        var value = DialectNodes.Child(node, 1);
        if (_local.Contains(value))
        {
            // Back from the zone's clock.
            var zone = Copy(DialectNodes.Children(value)[0]!);
            var back = DialectNodes.Function("timezone", zone);
            DialectNodes.Replace(node, back);
            DialectNodes.Children(back).Add(node);
            _isChanged = true;
        }
        else if (_kinds.Of(value) is not (ExpressionKind.Instant or ExpressionKind.Timestamp))
        {
            Call(node, "date_trunc");
        }
    }

    private void Unit(JsonObject node)
    {
        var place = DialectNodes.Child(node, 0);
        if (DialectNodes.TextConstant(place) is not { } unit)
        {
            return;
        }

        if (!Units.Contains(AsciiNames.Lower(unit)))
        {
            throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, $"'{unit}' is not a valid date field. These are: {string.Join(", ", Units.Order(StringComparer.Ordinal))}.");
        }

        DialectNodes.Replace(place, DialectNodes.Constant(AsciiNames.Lower(unit)));
    }

    private void RequireTimes(JsonObject node, int first)
    {
        foreach (var argument in DialectNodes.Children(node).Skip(first))
        {
            if (_kinds.Of(argument) is ExpressionKind.Text or ExpressionKind.Integer)
            {
                throw Failed(TrinoErrorCode.FunctionNotFound, node, $"Unexpected parameters for function {DialectNodes.Text(node, "function_name")}: it takes dates and timestamps. Write DATE '2026-01-31', or CAST(… AS date).");
            }
        }
    }

    private void Format(JsonObject node, string engine, Func<string, string?> translate)
    {
        var place = DialectNodes.Child(node, 1);
        var name = DialectNodes.Text(node, "function_name");
        var format = DialectNodes.TextConstant(place) ?? throw Failed(TrinoErrorCode.NotSupported, node, $"The format of {name} must be a text in the query, not a value of a column.");
        var translated = translate(format) ?? throw Failed(TrinoErrorCode.NotSupported, node, $"The format '{format}' of {name} has a part that is not offered here. {(engine == "strftime" ? "strftime(value, format)" : "strptime(text, format)")} takes the engine's own formats.");
        DialectNodes.Replace(place, DialectNodes.Constant(translated));
        Rename(node, engine);
    }

    // EXTRACT(part FROM value)
    private void DatePart(JsonObject node, string part)
    {
        var own = AsciiNames.Lower(part) switch
        {
            "dow" or "day_of_week" => "isodow",
            "day_of_month" => "day",
            "day_of_year" => "doy",
            "year_of_week" or "yow" => "isoyear",
            _ => null,
        };
        if (own is not null)
        {
            DialectNodes.Replace(DialectNodes.Child(node, 0), DialectNodes.Constant(own));
            _isChanged = true;
        }
    }

    private void RequireZone(JsonObject node, string zone, TrinoErrorCode error)
    {
        if (SessionTimeZone.EngineName(zone) != SessionTimeZone.Utc && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) && !Offset().IsMatch(zone))
        {
            throw Failed(error, node, $"'{zone}' is not a valid time zone. Use a region such as Europe/Berlin, UTC, or an offset such as +02:00.");
        }
    }

    /// <summary>The zone behind a timestamp's text; null where there is none.</summary>
    private static string? ZoneOf(string timestamp) => Zoned().Match(timestamp) is { Success: true } match ? match.Groups["zone"].Value : null;

    // 2026-01-31 12:00:00.5 Europe/Berlin
    [GeneratedRegex(@"^\s*\d{4,}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?)?\s*(?<zone>[A-Za-z][A-Za-z0-9_/+-]*|[+-]\d{1,2}(?::?\d{2})?)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Zoned();

    [GeneratedRegex(@"^[+-]\d{1,2}(:?\d{2})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Offset();
}
