using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Times;

/// <summary>Zones and digits in the texts of timestamps. Pure.</summary>
internal static partial class TimestampText
{
    /// <summary>The zone behind a timestamp's text; null where there is none.</summary>
    public static string? ZoneOf(string timestamp) => Zoned().Match(timestamp) is { Success: true } match ? match.Groups["zone"].Value : null;

    /// <summary>The digits of a second that a text has.</summary>
    public static int DigitsOf(string timestamp) => Zoned().Match(timestamp) is { Success: true } zoned ? zoned.Groups["fraction"].Length
        : timestamp.LastIndexOf('.') is var point and >= 0 ? timestamp[(point + 1)..].TrimEnd().Length : 0;

    /// <summary>A zone as Trino writes it: <c>UTC</c>, <c>+05:30</c>, <c>Europe/Berlin</c>.</summary>
    public static string Shown(string zone) =>
        SessionTimeZone.EngineName(zone) == SessionTimeZone.Utc ? SessionTimeZone.Utc
            : SessionTimeZone.Offset().Match(zone) is { Success: true } offset
                ? string.Create(CultureInfo.InvariantCulture, $"{offset.Groups["sign"].Value}{offset.Groups["hours"].Value.PadLeft(2, '0')}:{offset.Groups["minutes"].Value.PadLeft(2, '0')}")
                : zone;

    /// <summary>The offset behind a clock's time, or that a text is alone; null where there is none.</summary>
    public static string? OffsetOf(string text) => Behind().Match(text) is { Success: true } match ? match.Groups["offset"].Value : null;

    /// <summary>Whether an expression is a literal of a time with an offset.</summary>
    public static bool IsClock(JsonObject node) =>
        Nodes.Class(node) == "CAST" && Nodes.Text(node["cast_type"]!.AsObject(), "id") is "TIME" or "TIME WITH TIME ZONE" && Nodes.TextConstant(node["child"]!.AsObject()) is { } text && OffsetOf(text) is not null;

    // 2026-01-31 12:00:00.5 Europe/Berlin
    [GeneratedRegex(@"^\s*\d{4,}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.(?<fraction>\d+))?)?)?\s*(?<zone>[A-Za-z][A-Za-z0-9_/+-]*(?::\d{2})?|[+-]\d{1,2}(?::?\d{2})?)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Zoned();

    // 10:00:00.5 -03:30, or -03:30 alone
    [GeneratedRegex(@"^\s*(?:\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?\s*)?(?<offset>[+-]\d{1,2}(?::?\d{2})?)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Behind();
}
