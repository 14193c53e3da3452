using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Dialect.Zones;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Formats;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>Functions of dates and times. The engine's clock is UTC's; for other zones see <see cref="ZonedCalls"/>.</summary>
internal static class DateFunctions
{
    private static readonly FrozenSet<string> Units = FrozenSet.Create(StringComparer.Ordinal, "millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year");

    /// <summary>Units that are as long on every day.</summary>
    private static readonly FrozenSet<string> OfElapsedTime = FrozenSet.Create(StringComparer.Ordinal, "millisecond", "second", "minute", "hour");

    public static IEnumerable<DialectFunction> All =>
    [
        new("at_timezone", AtTimeZone, 2) { Signature = "(timestamp with time zone, varchar) -> timestamp with time zone" },
        new("timezone", AtTimeZone, 2),
        .. DialectFunction.Each("day hour minute second millisecond", call => call.Kind(0) == ExpressionKind.Interval && call.Macro($"interval_{call.Name}"), arity: 1),
        new("current_timezone", CurrentZone) { Signature = "() -> varchar" },
        new("date", call => call.Become(Nodes.Cast(call.Kind(0) is ExpressionKind.Text or ExpressionKind.Unknown ? Casts.Dated(call.Context, call.Take()[0]) : call.Take()[0], "DATE")), 1) { Signature = "(timestamp) -> date, (varchar) -> date" },
        new("date_add", Plus, 3) { IsEngines = count => count == 2 },
        new("date_diff", Difference, 3) { Signature = "(varchar, date, date) -> bigint, (varchar, time, time) -> bigint, (varchar, timestamp, timestamp) -> bigint, (varchar, timestamp with time zone, timestamp with time zone) -> bigint" },
        new("date_format", call => Format(call, "strftime", DateFormats.ToMySql), 2) { Signature = "(timestamp, varchar) -> varchar" },
        new("date_parse", call => Read(call, DateFormats.FromMySql), 2) { Signature = "(varchar, varchar) -> timestamp(3)" },
        new("date_part", Part, 2) { IsOfParser = true },
        new("date_trunc", Truncate, 2) { Signature = "(varchar, date) -> date, (varchar, time) -> time, (varchar, timestamp) -> timestamp, (varchar, timestamp with time zone) -> timestamp with time zone" },
        new("format_datetime", call => Format(call, "strftime", text => DateFormats.FromJava(text)), 2) { Signature = "(timestamp, varchar) -> varchar" },
        new("from_iso8601_date", call => call.Become(Nodes.Cast(Casts.Dated(call.Context, AsText(call.Take()[0])), "DATE")), 1) { Signature = "(varchar) -> date" },
        new("from_iso8601_timestamp", FromIso, 1) { Signature = "(varchar) -> timestamp(3) with time zone" },
        new("from_unixtime") { Takes = ArgumentKind.Number },
        new("parse_datetime", Parse, 2) { Signature = "(varchar, varchar) -> timestamp(3) with time zone" },
        .. DialectFunction.Each("day_of_week dow").Select(function => function with { EngineName = "isodow", Signature = "(date) -> bigint" }),
        .. DialectFunction.Each("day_of_year doy").Select(function => function with { EngineName = "dayofyear", Signature = "(date) -> bigint" }),
        .. DialectFunction.Each("year_of_week yow").Select(function => function with { EngineName = "isoyear", Signature = "(date) -> bigint" }),
        new("day_of_month", call => call.Kind(0) == ExpressionKind.Interval && call.Macro("interval_day"), 1) { EngineName = "day" },
        DialectFunction.Renamed("last_day_of_month", "last_day"),
        DialectFunction.Renamed("week_of_year", "week"),
    ];

    // Its zone is a fact of the expression: see QueryTypes.
    private static bool AtTimeZone(DialectCall call)
    {
        var zone = call.Name == "timezone" ? 0 : 1;
        TimeZones.RequireZone(call.Context, call.Node, call[zone], TrinoErrorCode.InvalidFunctionArgument);
        return call.Become(Nodes.Cast(call.Take()[1 - zone], Instants.EngineType));
    }

    private static bool CurrentZone(DialectCall call) => call.Become(Nodes.Constant(TimestampText.Shown(call.Context.Session.TimeZone)));

    private static bool Plus(DialectCall call)
    {
        if (call.Kind(1) is not (ExpressionKind.Integer or ExpressionKind.Unknown or ExpressionKind.Null or ExpressionKind.Other))
        {
            throw ArgumentRules.Unexpected(call);
        }

        Unit(call.Context, call.Node);
        RequireClock(call, 2);
        if (call.Text(0) is not { } unit || !Units.Contains(unit) || call.Kind(2) is not (ExpressionKind.Date or ExpressionKind.Timestamp or ExpressionKind.Instant))
        {
            return call.Macro("date_add");
        }

        // That macro names its arguments many times: calls in calls grow in the engine.
        var parts = call.Take();
        var sum = Nodes.Operator("+", parts[2], Nodes.Function(call.Context.Macro($"units_{unit}"), parts[1]));
        return call.Become(call.Context.Kinds.Of(parts[2]) == ExpressionKind.Date ? Nodes.Cast(sum, "DATE") : sum);
    }

    private static bool Difference(DialectCall call)
    {
        Unit(call.Context, call.Node);
        RequireTimes(call);
        RequireClock(call, 1);
        foreach (var time in call.Arguments.Skip(1).Where(argument => call.Context.Kinds.Of(argument) is ExpressionKind.Timestamp or ExpressionKind.Instant && !(call.Context.Types.Of(argument).Digits <= CastTyping.Milliseconds)).ToList())
        {
            // The engine's date_trunc of an instant reads its calendar, which takes longer than the difference.
            call.Context.Surround(time, inner => call.Context.Kinds.Of(inner) == ExpressionKind.Instant ? Nodes.Function(call.Context.Macro("instant_in_milliseconds"), inner) : InMilliseconds(inner));
        }

        return call.Rename("date_sub");
    }

    // What Trino reads of a text, and counts from, has no more digits.
    private static JsonObject InMilliseconds(JsonObject time) => Nodes.Function("date_trunc", Nodes.Constant("millisecond"), time);

    private static bool Truncate(DialectCall call)
    {
        Unit(call.Context, call.Node);
        RequireTimes(call);
        RequireClock(call, 1);
        if (call.Kind(1) == ExpressionKind.Other)
        {
            return OfTime(call);
        }

        return call.Kind(1) is ExpressionKind.Instant or ExpressionKind.Timestamp || call.Macro("date_trunc");
    }

    // The engine truncates no time of the day.
    private static bool OfTime(DialectCall call) => call.Text(0) is { } unit && !OfElapsedTime.Contains(unit)
        ? throw call.Failed(TrinoErrorCode.InvalidFunctionArgument, $"'{unit}' is not a valid TIME field. These are: {string.Join(", ", OfElapsedTime.Order(StringComparer.Ordinal))}.")
        : call.Macro("date_trunc_of_time");

    private static bool FromIso(DialectCall call)
    {
        var context = call.Context;
        var text = call.Take()[0].AsObject();
        return call.Become(InMilliseconds(Nodes.TextConstant(text) is not null
            ? Instants.InstantOf(context, text, ExpressionKind.Text, isTry: false)
            : Instants.InSessionZone(context, Nodes.Function(context.Macro("text_with_offset"), Instants.ZonedText(context, AsText(text))), "instant_of_text")));
    }

    private static bool Parse(DialectCall call)
    {
        if (call.Text(1) is { } format && DateFormats.FromJava(format).Text?.Contains("%y", StringComparison.Ordinal) == true)
        {
            throw call.Failed(TrinoErrorCode.NotSupported, $"The format '{format}' of parse_datetime has a year of two digits, whose century depends on the day. Write yyyy, and the century before the text's year.");
        }

        Read(call, text => DateFormats.FromJava(text));
        var context = call.Context;
        context.Surround(call.Node, inner => Instants.InSessionZone(context, inner, "instant"));
        return true;
    }

    // EXTRACT(part FROM value)
    private static bool Part(DialectCall call)
    {
        if (call.Text(0) is not { } text)
        {
            return false;
        }

        var part = AsciiNames.Lower(text);
        if (call.Kind(1) == ExpressionKind.Interval && part is "day" or "hour" or "minute" or "second")
        {
            Nodes.Children(call.Node).RemoveAt(0);
            return call.Macro($"interval_{part}");
        }

        var own = part switch
        {
            "dow" or "day_of_week" => "isodow",
            "day_of_month" => "day",
            "day_of_year" => "doy",
            "year_of_week" or "yow" => "isoyear",
            _ => null,
        };
        if (own is not null)
        {
            call.Context.Become(call[0], Nodes.Constant(own));
        }

        return true;
    }

    // Without a year the engine takes 1900, Trino 2000 for a month or day and 1970 for a time. Of two digits 69 is 2069 in Trino.
    private static bool Read(DialectCall call, Func<string, TranslatedFormat> translate)
    {
        Format(call, "strptime", translate);
        var format = call.Text(1)!;
        if (DateFormats.MissingDate(format) is { } missing)
        {
            call.Context.Surround(call[0], inner => Nodes.Operator("||", Nodes.Constant(missing.Text), inner));
            Nodes.Replace(call[1], Nodes.Constant(missing.Format + format));
        }
        else if (format.Contains("%y", StringComparison.Ordinal))
        {
            call.Context.Wrap(call.Node, "next_century");
        }

        if (format.Contains("%f", StringComparison.Ordinal))
        {
            call.Context.Surround(call.Node, InMilliseconds);
        }

        return true;
    }

    private static bool Format(DialectCall call, string engine, Func<string, TranslatedFormat> translate)
    {
        var format = call.Text(1) ?? throw call.Failed(TrinoErrorCode.NotSupported, $"The format of {call.Name} must be a text in the query, not a value of a column.");
        var (translated, refused) = translate(format);
        Nodes.Replace(call[1], Nodes.Constant(translated ?? throw call.Failed(TrinoErrorCode.NotSupported, $"The format '{format}' of {call.Name} has the part {refused}, which is not supported here. Write {Instead(call.Name)}.")));
        return call.Rename(engine);
    }

    private static string Instead(string function) => function switch
    {
        "date_format" or "date_parse" => DateFormats.PartsOfMySql,
        "parse_datetime" => $"from_iso8601_timestamp(text) for a text with an offset, or {DateFormats.PartsOfJava}",
        _ => DateFormats.PartsOfJava,
    };

    // A parameter that is cast has the type of the cast, and these take text.
    private static JsonObject AsText(JsonNode argument) => Nodes.Cast(argument, "VARCHAR");

    /// <summary>Whether a unit is as long on every day.</summary>
    public static bool IsOfElapsedTime(JsonObject unit) => Nodes.TextConstant(unit) is { } text && OfElapsedTime.Contains(AsciiNames.Lower(text));

    /// <summary>Puts the unit of a call into the engine's form, or refuses it.</summary>
    public static void Unit(DialectContext context, JsonObject node)
    {
        var place = Nodes.Child(node, 0);
        if (Nodes.TextConstant(place) is not { } unit)
        {
            return;
        }

        if (context.Tries == 0 && !Units.Contains(AsciiNames.Lower(unit)))
        {
            throw context.Failed(TrinoErrorCode.InvalidFunctionArgument, node, $"'{unit}' is not a valid date field. These are: {string.Join(", ", Units.Order(StringComparer.Ordinal))}.");
        }

        Nodes.Replace(place, Nodes.Constant(AsciiNames.Lower(unit)));
    }

    // A date has no hours.
    private static void RequireClock(DialectCall call, int first)
    {
        if (call.Text(0) is { } unit && OfElapsedTime.Contains(unit) && call.Arguments.Skip(first).All(argument => call.Context.Kinds.Of(argument) == ExpressionKind.Date))
        {
            throw call.Failed(TrinoErrorCode.InvalidFunctionArgument, $"'{unit}' is not a valid DATE field. Write a timestamp, or CAST(… AS timestamp).");
        }
    }

    private static void RequireTimes(DialectCall call)
    {
        if (call.Arguments.Skip(1).Any(argument => call.Context.Kinds.Of(argument) is ExpressionKind.Text or ExpressionKind.Integer))
        {
            throw call.Failed(TrinoErrorCode.FunctionNotFound, $"Unexpected parameters for function {call.Name}: it takes dates and timestamps. Write DATE '2026-01-31', or CAST(… AS date).");
        }
    }
}
