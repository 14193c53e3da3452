using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The key <c>publish_interval</c>: <c>5 seconds</c>.</summary>
internal static class PublishIntervalSection
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static TimeSpan? Read(YamlSection descriptor, QualityTerms quality)
    {
        if (descriptor.Scalar("publish_interval", "a duration such as \"5 seconds\"") is not { } text || DurationText.Read(text, descriptor.Issues) is not { } interval)
        {
            return null;
        }

        if (interval > Longest)
        {
            descriptor.Issues.Error(text, "publish_interval.range", $"Rows may wait for one hour at most, not {DurationText.Format(interval)}.", "Write \"1 hour\" or less.");
        }
        else if (FreshnessTarget.TryParse(quality.FreshnessSla, out var freshness, out _, out _) && interval >= freshness.MaxAge)
        {
            descriptor.Issues.Error(text, "publish_interval.freshness", $"Rows that wait {DurationText.Format(interval)} break the promise freshness_sla of {quality.FreshnessSla}.", "Write an interval shorter than freshness_sla, or leave the key out.");
        }

        return interval;
    }
}
