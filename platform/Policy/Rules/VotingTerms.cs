using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Rules;

/// <summary>The terms by which proposals to change the rules are voted on: the key <c>voting</c> of a bundle.</summary>
/// <param name="QuorumPercent">The share of the seats that must vote, in percent.</param>
/// <param name="MajorityPercent">The share of the votes that must be for the proposal, in percent; more than half in any case.</param>
/// <param name="Deadline">How long a proposal is open for votes.</param>
/// <param name="Seats">The seats: <c>security</c>, <c>platform</c> and names of domains; null for both and the domains that had products when the first proposal was made.</param>
public sealed record VotingTerms(int QuorumPercent, int MajorityPercent, TimeSpan Deadline, IReadOnlyList<string>? Seats)
{
    /// <summary>The seat of people with the role <c>security</c>.</summary>
    public const string Security = "security";

    /// <summary>The seat of people with the role <c>platform-admin</c>.</summary>
    public const string Platform = "platform";

    /// <summary>The defaults where a bundle states nothing: half of the seats, more than half of the votes, 7 days.</summary>
    public static VotingTerms Default { get; } = new(50, 50, TimeSpan.FromDays(7), null);

    /// <summary>Reads the key <c>voting</c>; the defaults where it is absent.</summary>
    internal static VotingTerms Read(YamlSection bundle)
    {
        if (bundle.Find("voting") is null || bundle.Section("voting", "\"quorum: 50%\" below it") is not { } section)
        {
            return Default;
        }

        var terms = new VotingTerms(
            Percent(section, "quorum") ?? Default.QuorumPercent,
            Percent(section, "majority") ?? Default.MajorityPercent,
            DeadlineOf(section) ?? Default.Deadline,
            SeatsOf(section));
        section.RefuseOthers();
        return terms;
    }

    private static int? Percent(YamlSection section, string key) =>
        section.Issues.Parsed<int>(section.Scalar(key, "a share such as 60%"), TryPercent, "voting.share", "is no share.", "Write a share from 1% to 100%, such as 60%.");

    private static bool TryPercent(string text, out int percent)
    {
        percent = 0;
        return text.Trim() is [.. var digits, '%'] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out percent) && percent is >= 1 and <= 100;
    }

    private static TimeSpan? DeadlineOf(YamlSection section) => section.Issues.Parsed(
        section.Scalar("deadline", "a duration such as 7 days"),
        (string text, out TimeSpan deadline) => DurationText.TryParse(text, out deadline) && deadline <= TimeSpan.FromDays(366),
        "duration.form",
        "is no time for votes.",
        $"{DurationText.Form} At most 366 days.");

    private static List<string>? SeatsOf(YamlSection section)
    {
        if (section.Texts("seats") is not { } seats)
        {
            return null;
        }

        if (seats.Count == 0)
        {
            section.Issues.Error(section.Mapping, "voting.seats", "There is no seat, so no rule could be changed.", "Name seats such as [orders, payments, security, platform], or leave the key out.");
        }

        foreach (var seat in seats)
        {
            if (MeshName.Problem(seat.Text) is { } wrong)
            {
                section.Issues.Error(seat, "voting.seats", $"The seat {wrong}", $"Write the name of a domain, {Security} or {Platform}.");
            }
        }

        return [.. seats.Select(seat => seat.Text)];
    }
}
