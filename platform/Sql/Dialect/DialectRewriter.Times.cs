using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>
/// Dates and times. The engine's clock is UTC's; what other zones mean is in the other part.
/// </summary>
internal sealed partial class DialectRewriter
{
    private static readonly FrozenSet<string> Units = FrozenSet.Create(StringComparer.Ordinal, "millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year");

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
                RequireClock(node, 1);
                Rename(node, "date_sub");
                return true;
            case "date_add" when count == 3:
                Unit(node);
                RequireClock(node, 2);
                Call(node, "date_add");
                return true;
            case "date_trunc" when count == 2:
                Truncate(node);
                return true;
            case "date" when count == 1:
                Become(node, DialectNodes.Cast(DialectNodes.Take(node)[0], "DATE"));
                return true;
            case "from_iso8601_timestamp" when count == 1:
                var text = DialectNodes.Take(node)[0].AsObject();
                Become(node, DialectNodes.TextConstant(text) is not null ? InstantOf(text, ExpressionKind.Text, isTry: false) : InSessionZone(DialectNodes.Function(Macro("text_with_offset"), ZonedText(AsText(text))), "instant_of_text"));
                return true;
            case "from_iso8601_date" when count == 1:
                Become(node, DialectNodes.Cast(AsText(DialectNodes.Take(node)[0]), "DATE"));
                return true;
            case "date_format" when count == 2:
                Format(node, "strftime", DateFormats.ToMySql);
                return true;
            case "format_datetime" when count == 2:
                Format(node, "strftime", text => DateFormats.FromJava(text));
                return true;
            case "date_parse" when count == 2:
                Format(node, "strptime", DateFormats.FromMySql);
                return true;
            case "parse_datetime" when count == 2:
                Format(node, "strptime", text => DateFormats.FromJava(text));
                var place = DialectNodes.Null();
                DialectNodes.Replace(node, place);
                DialectNodes.Replace(place, InSessionZone(node, "instant"));
                return true;
            case "day" or "hour" or "minute" or "second" or "millisecond" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) == ExpressionKind.Interval:
                Call(node, $"interval_{name}");
                return true;
            case "date_part" when count == 2 && _kinds.Of(DialectNodes.Child(node, 1)) == ExpressionKind.Interval && DialectNodes.TextConstant(DialectNodes.Child(node, 0)) is { } unit && AsciiNames.Lower(unit) is "day" or "hour" or "minute" or "second":
                DialectNodes.Children(node).RemoveAt(0);
                Call(node, $"interval_{AsciiNames.Lower(unit)}");
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

    // Its zone is a fact of the expression: see QueryTypes.
    private void AtTimeZone(JsonObject node, string name)
    {
        RequireZone(node, DialectNodes.Child(node, name == "timezone" ? 0 : 1), TrinoErrorCode.InvalidFunctionArgument);
        Become(node, DialectNodes.Cast(DialectNodes.Take(node)[name == "timezone" ? 1 : 0], Instants));
    }

    private void Truncate(JsonObject node)
    {
        Unit(node);
        RequireTimes(node, 1);
        RequireClock(node, 1);
        if (_kinds.Of(DialectNodes.Child(node, 1)) is not (ExpressionKind.Instant or ExpressionKind.Timestamp))
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

        if (_tries == 0 && !Units.Contains(AsciiNames.Lower(unit)))
        {
            throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, $"'{unit}' is not a valid date field. These are: {string.Join(", ", Units.Order(StringComparer.Ordinal))}.");
        }

        DialectNodes.Replace(place, DialectNodes.Constant(AsciiNames.Lower(unit)));
    }

    // A date has no hours.
    private void RequireClock(JsonObject node, int first)
    {
        if (DialectNodes.TextConstant(DialectNodes.Child(node, 0)) is { } unit && OfElapsedTime.Contains(unit) && DialectNodes.Children(node).Skip(first).All(argument => _kinds.Of(argument) == ExpressionKind.Date))
        {
            throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, $"'{unit}' is not a valid DATE field. Write a timestamp, or CAST(… AS timestamp).");
        }
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
        var translated = translate(format) ?? throw Failed(TrinoErrorCode.NotSupported, node, $"The format '{format}' of {name} has a part that is not supported here. {(engine == "strftime" ? "strftime(value, format)" : "strptime(text, format)")} takes the engine's own formats.");
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
}
