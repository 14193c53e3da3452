using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshStarter.Portal.Layout;

/// <summary>Formats times for pages.</summary>
internal static partial class Moment
{
    /// <summary>Formats a time in UTC, to the second, such as <c>2026-01-31 12:30:00 UTC</c>. A page shows it by the component <see cref="When"/>.</summary>
    public static string Of(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Formats a time for the attribute <c>datetime</c>.</summary>
    public static string Wire(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Finds the times in a sentence of the portal or of a service. What only looks like one, such as the 30th of February, is none.</summary>
    public static IEnumerable<(Match Place, DateTimeOffset At)> In(string text)
    {
        foreach (Match place in Times().Matches(text))
        {
            if (DateTimeOffset.TryParse(place.Value.Replace(" UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            {
                yield return (place, at);
            }
        }
    }

    [GeneratedRegex(@"\b20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,7})?( UTC|Z|\+00:00)(?!\w)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Times();
}
