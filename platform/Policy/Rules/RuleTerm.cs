using System.Globalization;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Rules;

/// <summary>The times of a rule: it has no effect before <paramref name="From"/>, and until <paramref name="Grace"/> it is reported and not enforced.</summary>
/// <param name="From">The time from which the rule is there; null for always.</param>
/// <param name="Grace">The time from which it is enforced; null for at once.</param>
internal sealed record RuleTerm(DateTimeOffset? From, DateTimeOffset? Grace)
{
    /// <summary>The longest grace of a rule, from its begin, in days.</summary>
    public const int MostGraceDays = 366;

    /// <summary>A rule that is always enforced.</summary>
    public static RuleTerm Always { get; } = new(null, null);

    /// <summary>Whether the rule is one of those in force, also where it is only reported.</summary>
    public bool IsThere(DateTimeOffset now) => !(From > now);

    /// <summary>Whether the rule is reported and not enforced yet.</summary>
    public bool IsInGrace(DateTimeOffset now) => IsThere(now) && Grace > now;

    /// <summary>The next time after <paramref name="now"/> at which the rule changes; the end of time where it does not.</summary>
    public DateTimeOffset NextChange(DateTimeOffset now) => From > now ? From.Value : Grace > now ? Grace.Value : DateTimeOffset.MaxValue;

    /// <summary>Returns why the grace lasts too long for a rule that takes effect at <paramref name="now"/>, or at its own later begin; null where it does not.</summary>
    public string? GraceProblem(DateTimeOffset now)
    {
        var begin = From > now ? From.Value : now;
        return Grace is { } end && end - begin > TimeSpan.FromDays(MostGraceDays)
            ? string.Create(CultureInfo.InvariantCulture, $"The grace lasts until {end:u}; the rule begins at {begin:u}, and a grace lasts {MostGraceDays} days at most.")
            : null;
    }

    /// <summary>Reads the keys <c>from</c> and <c>grace</c> of a rule.</summary>
    public static RuleTerm Read(YamlSection rule)
    {
        var (from, grace) = (Time(rule, "from"), Time(rule, "grace"));
        if (from is not null && grace is not null && grace <= from)
        {
            rule.Issues.Error(rule.Find("grace")!, "rule.grace", "The grace ends before the rule begins.", "Write a later time, or remove the key.");
        }

        return from is null && grace is null ? Always : new RuleTerm(from, grace);
    }

    /// <summary>Reads a time; null where the key is absent, or wrong, which is noted.</summary>
    public static DateTimeOffset? Time(YamlSection rule, string key) => rule.Issues.Parsed<DateTimeOffset>(
        rule.Scalar(key, "a date such as 2027-01-31"), TryParse, "rule.time", "is no time.", "Write a date such as 2027-01-31, which begins at midnight UTC, or a time such as 2027-01-31T12:00:00Z.");

    private static bool TryParse(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text.Trim(), ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
