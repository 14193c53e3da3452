using System.Globalization;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Times;

namespace MeshStarter.Platform.Sql.Times;

/// <summary>
/// The time zone of a session in the engine's words. Java's clients send what their machine is set to: a region's name, or an
/// offset (<c>+05:00</c>, <c>GMT+3</c>, <c>Z</c>). The engine (1.5.6) knows few forms of these and reads <c>UTC+05:30</c> as five
/// hours, so offsets are led to zones that it has. Pure.
/// </summary>
internal static partial class SessionTimeZone
{
    public const string Utc = "UTC";

    private const int LeastHours = -12;
    private const int MostHours = 14;

    // Offsets with minutes have no zone by that name; these regions have had no other clock since 1946.
    private static readonly Dictionary<TimeSpan, string> Regions = new()
    {
        [new TimeSpan(-9, -30, 0)] = "Pacific/Marquesas",
        [new TimeSpan(4, 30, 0)] = "Asia/Kabul",
        [new TimeSpan(5, 30, 0)] = "Asia/Kolkata",
        [new TimeSpan(6, 30, 0)] = "Asia/Yangon",
        [new TimeSpan(9, 30, 0)] = "Australia/Darwin",
    };

    /// <summary>Whether a text is a zone that there is.</summary>
    public static bool Exists(string text) => EngineName(text) is { } name && (name == Utc || ZoneData.TryFind(name, out _));

    /// <summary>The engine's name for the zone; null for a text that is no zone. Whether a region exists, <see cref="Exists"/> says.</summary>
    public static string? EngineName(string text)
    {
        if (UtcName().IsMatch(text))
        {
            return Utc;
        }

        if (Offset().Match(text) is not { Success: true } offset)
        {
            return Region().IsMatch(text) && !OffsetLike().IsMatch(text) ? text : null;
        }

        var (hours, minutes) = (Number(offset.Groups["hours"]), Number(offset.Groups["minutes"]));
        var span = (offset.Groups["sign"].ValueSpan is "-" ? -1 : 1) * new TimeSpan(hours, minutes, 0);
        return minutes > 59 ? null
            : Regions.GetValueOrDefault(span) is { } region ? region
            : minutes != 0 || span.TotalHours is < LeastHours or > MostHours ? null
            : span == TimeSpan.Zero ? Utc
            // POSIX's sign: Etc/GMT-3 is three hours ahead.
            : string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{-(int)span.TotalHours:+0;-0}");
    }

    private static int Number(Group digits) => digits.Success ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("^(?:(?:Etc/)?(?:UTC|UCT|UT|GMT|Zulu|Universal|Greenwich)|Z)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex UtcName();

    [GeneratedRegex("^(?:UTC|UT|GMT)?(?<sign>[+-])(?<hours>[0-9]{1,2})(?::?(?<minutes>[0-9]{2}))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    internal static partial Regex Offset();

    // The engine would take the part of these that it understands and pass over the rest.
    [GeneratedRegex("^(?:UTC|UT|GMT)[+-]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex OffsetLike();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+/-]{0,63}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Region();
}
