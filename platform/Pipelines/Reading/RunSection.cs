using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Schedules;
using NodaTime;

namespace MeshStarter.Platform.Pipelines.Reading;

/// <summary>
/// The key <c>run</c>: <c>on_inputs</c>, <c>every 15 minutes</c>, or keys such as <c>{ cron: "15 6 * * *" }</c>; with <c>on_inputs</c> also the keys
/// <c>min_interval</c> and <c>lookback</c>.
/// </summary>
internal sealed class RunSection(YamlSection pipeline, DataProductDescriptor product, IReadOnlyList<PipelineInput> inputs, WindowSection window)
{
    internal const string OnInputs = "on_inputs";
    internal const string Every = "every";
    private const string Forms = "Write on_inputs, a text such as \"every 15 minutes\", or { cron: \"15 6 * * *\" }.";
    internal const int MostLookback = 1_000;

    // A window may run again twenty times before the promised freshness is over.
    private const int ShareOfFreshness = 20;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unstated = TimeSpan.FromMinutes(1);

    private YamlIssues Issues => pipeline.Issues;

    public static PipelineTrigger? Read(YamlSection pipeline, DataProductDescriptor product, IReadOnlyList<PipelineInput> inputs, WindowSection window) =>
        new RunSection(pipeline, product, inputs, window).Trigger();

    private PipelineTrigger? Trigger()
    {
        var node = pipeline.Find("run");
        var (minInterval, lookback) = (pipeline.Duration("min_interval", Longest), pipeline.Count("lookback", MostLookback));
        if (node is YamlScalar { Text: OnInputs } text)
        {
            RefuseNoInputs(text);
            return new OnInputsTrigger(minInterval ?? Derived(), lookback ?? OnInputsTrigger.DefaultLookback);
        }

        var clock = node switch
        {
            null => Missing(),
            YamlScalar scalar => Text(scalar),
            _ => YamlSection.Of(node, Issues, "{ cron: \"15 6 * * *\" }") is { } section ? Keys(section) : null,
        };
        // What is misspelt may be on_inputs.
        foreach (var key in clock is null ? [] : (string[])["min_interval", "lookback"])
        {
            if (pipeline.Find(key) is { } other)
            {
                Issues.Error(other, "run.on_inputs", $"{key} counts for runs on changes of inputs.", "Remove it, or write \"run: on_inputs\".");
            }
        }

        return clock;
    }

    private ClockTrigger? Missing()
    {
        Issues.Error(pipeline.Mapping.Line, "run", "key.missing", "The key run is missing.", Forms);
        return null;
    }

    private IntervalTrigger? Text(YamlScalar text)
    {
        if (text.Text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [Every, var interval])
        {
            return Interval(text, interval, zone: null);
        }

        var nearest = Suggestion.Nearest(text.Text, [OnInputs]) is { } word ? $"Did you mean {word}? " : "";
        Issues.Error(text, "run.form", $"{Quoted.Text(text.Text)} does not say when it runs.", $"{nearest}{Forms}");
        return null;
    }

    private ClockTrigger? Keys(YamlSection section)
    {
        var (cron, every) = (section.Scalar("cron", "a cron expression such as \"15 6 * * *\""), section.Scalar(Every, "a duration such as \"15 minutes\""));
        var zone = section.Zone();
        section.RefuseOthers();
        if (cron is null == every is null)
        {
            Issues.Error(section.Mapping, "run.form", "It runs by a cron expression or in an interval, one of the two.", Forms);
            return null;
        }

        return cron is null ? Interval(every!, every!.Text, zone) : Cron(cron, zone);
    }

    private IntervalTrigger? Interval(YamlScalar place, string interval, string? zone) =>
        SectionValues.Duration(place, interval, Issues, "run", Longest) is { } every ? new IntervalTrigger(every, ZoneOr(zone)) : null;

    private CronTrigger? Cron(YamlScalar text, string? zone)
    {
        var trigger = new CronTrigger(text.Text.Trim(), ZoneOr(zone));
        if (!CronText.TryParse(trigger.Expression, out var expression, out var error))
        {
            Issues.Error(text, "run.cron", error, CronText.Form);
            return null;
        }

        if (expression.GetNextOccurrence(NodaConstants.UnixEpoch.ToDateTimeUtc()) is null)
        {
            Issues.Error(text, "run.cron", $"{Quoted.Text(trigger.Expression)} is no day of any year.", "Name a day that exists.");
            return null;
        }

        if (CronText.NamesBothDays(trigger.Expression))
        {
            Issues.Warn(text, "run.cron", "It runs on days that are both the day of the month and the day of the week; cron of Unix takes either.", "Write * for one of the two.");
        }

        return trigger;
    }

    private string ZoneOr(string? zone) => zone ?? window.Zone ?? "UTC";

    private void RefuseNoInputs(YamlScalar text)
    {
        if (pipeline.Find("inputs") is null)
        {
            Issues.Error(text, "run.inputs", "There is no input whose change makes it run.", "Name its inputs, or run by the clock, such as \"every 15 minutes\".");
        }
        else if (window.IsPresent && inputs.Count > 0 && inputs.All(input => input.By is null && !input.TriggersAll))
        {
            Issues.Error(text, "run.inputs", "No input says which windows its changes make due.", "Write \"by: <a column of time>\" or \"triggers: all\" at an input, or remove window.");
        }
    }

    private TimeSpan Derived() =>
        !FreshnessTarget.TryParse(product.Quality.FreshnessSla, out var freshness, out _, out _) ? Unstated
        : (freshness.MaxAge ?? UntilDue(freshness.DailyBy!.Value)) / ShareOfFreshness is var share && share > Longest ? Longest
        : share < Shortest ? Shortest
        : share;

    // What is due by 06:00 is the day that ended at midnight; due at midnight is the day before it.
    private static TimeSpan UntilDue(TimeOnly by) => by == TimeOnly.MinValue ? TimeSpan.FromDays(1) : by.ToTimeSpan();
}
