using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: promises_at_least</c>: a product promises the completeness, the availability and the freshness that the rule names, or better ones.</summary>
internal sealed class PromisesAtLeastRule : RegistrationRule
{
    public const string Kind = "promises_at_least";

    private const string Example = "\"completeness: 99%\", \"availability: 99%\" or \"freshness: 1 day\"";

    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);

    private readonly decimal? _completeness;
    private readonly decimal? _availability;
    private readonly string? _freshness;

    private PromisesAtLeastRule(RegistrationRuleHead head, decimal? completeness, decimal? availability, string? freshness)
        : base(head) => (_completeness, _availability, _freshness) = (completeness, availability, freshness);

    public static RegistrationRule? Read(RegistrationRuleHead head, YamlSection rule)
    {
        var (completeness, availability) = (Share(rule, "completeness"), Share(rule, "availability"));
        var freshness = rule.Scalar("freshness", "a duration such as 1 day");
        _ = rule.Issues.Parsed<TimeSpan>(freshness, DurationText.TryParse, "promises.freshness", "is no duration.", "Write the greatest age that a product may promise, such as \"freshness: 1 day\".");
        if (rule.Find("completeness") is null && rule.Find("availability") is null && rule.Find("freshness") is null)
        {
            rule.Issues.Error(rule.Mapping.Line, rule.PathOf("completeness"), "key.missing", "The rule names no promise.", $"Write {Example}.");
        }

        return rule.Issues.HasErrors ? null : new PromisesAtLeastRule(head, completeness, availability, freshness?.Text);
    }

    public static string InWords(YamlMapping rule)
    {
        var shares = new[] { "completeness", "availability" }.Where(promise => RuleText.Find(rule, promise) is not null).Select(promise => $"{promise} of {RuleText.TextOf(rule, promise)} or more");
        return $"The product promises {string.Join(", ", RuleText.TextOf(rule, "freshness") is { Length: > 0 } age ? shares.Append($"freshness of {age} or less") : shares)}";
    }

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor)
    {
        var promised = descriptor.Quality;
        if (Below(promised.Completeness, _completeness))
        {
            yield return Of("completeness", promised.Completeness, _completeness!.Value);
        }

        if (Below(promised.Availability, _availability))
        {
            yield return Of("availability", promised.Availability, _availability!.Value);
        }

        if (_freshness is { } age && !IsFresh(promised.FreshnessSla, age))
        {
            yield return new Finding("quality.freshness_sla", $"The product promises {(promised.FreshnessSla is { } sla ? $"rows that are as old as {Quoted.Text(sla)}" : "no freshness")}; the mesh promises {age} or less.", $"Write \"freshness_sla: {age}\" or less, and keep it.");
        }
    }

    private static decimal? Share(YamlSection rule, string key) =>
        rule.Issues.Parsed<decimal>(rule.Scalar(key, "a share such as 99%"), Percentage.TryParse, $"promises.{key}", "is no share.", $"Write \"{key}: 99%\", 0% to 100%.");

    // A promise that is not made is none.
    private static bool Below(string? promised, decimal? least) => least is { } floor && !(Percentage.TryParse(promised, out var percent) && percent >= floor);

    private static bool IsFresh(string? promised, string age) =>
        DurationText.TryParse(age, out var most) && promised is not null && (DurationText.TryParse(promised, out var own) ? own <= most : Daily <= most);

    private static Finding Of(string promise, string? promised, decimal least)
    {
        var floor = $"{least.ToString(CultureInfo.InvariantCulture)}%";
        return new Finding($"quality.{promise}", $"The product promises {(promised is null ? $"no {promise}" : $"a {promise} of {promised}")}; the mesh promises {floor} or more.", $"Write \"{promise}: {floor}\" or more, and keep it.");
    }
}
