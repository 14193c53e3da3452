using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Times;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using NodaTime.TimeZones;

namespace MeshStarter.Platform.Pipelines.Reading;

/// <summary>Reads values that several keys of a pipeline have.</summary>
public static class SectionValues
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>A duration up to a longest one; null when it is absent or something else, which is noted.</summary>
    internal static TimeSpan? Duration(this YamlSection section, string key, TimeSpan longest) =>
        section.Scalar(key, "a duration such as \"5 minutes\"") is { } text ? Duration(text, text.Text, section.Issues, key, longest) : null;

    /// <summary>A duration in a text; null when it is something else, which is noted.</summary>
    internal static TimeSpan? Duration(YamlScalar place, string text, YamlIssues issues, string rule, TimeSpan longest)
    {
        if (!DurationText.TryParse(text, out var duration))
        {
            issues.Error(place, "duration.form", $"{Quoted.Text(text)} is not a duration.", DurationText.Form);
            return null;
        }

        if (duration > longest)
        {
            issues.Error(place, $"{rule}.range", $"It is at most {DurationText.Format(longest)}, not {DurationText.Format(duration)}.", $"Write a duration from \"{DurationText.Format(Shortest)}\" to \"{DurationText.Format(longest)}\".");
            return null;
        }

        return duration;
    }

    /// <summary>A whole number from 1; null when it is absent or something else, which is noted.</summary>
    internal static int? Count(this YamlSection section, string key, int most) =>
        (int?)section.Issues.Whole(section.Scalar(key, "a whole number"), 1, most, $"{key}.range", $"is not a whole number from 1 to {most}.", $"Write a number from 1 to {most}.");

    /// <summary>The name of a zone; null when it is absent or does not exist, which is noted.</summary>
    internal static string? Zone(this YamlSection section)
    {
        if (section.Scalar("zone", "a zone such as Europe/Berlin") is not { } text)
        {
            return null;
        }

        var name = text.Text.Trim();
        if (ZoneData.TryFind(name, out var zone))
        {
            return zone.Id;
        }

        var nearest = Suggestion.Nearest(name, TzdbDateTimeZoneSource.Default.CanonicalIdMap.Keys) is { } near ? $"Did you mean {near}?" : "Use an IANA name such as Europe/Berlin or UTC.";
        section.Issues.Error(text, "zone.unknown", $"{Quoted.Text(text.Text)} is not a time zone.", nearest);
        return null;
    }

    /// <summary>The column of a product that a key names; null when it is absent or does not exist, which is noted.</summary>
    public static ColumnDefinition? Column(YamlScalar text, IReadOnlyList<ColumnDefinition> schema, string product, YamlIssues issues)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(issues);
        var name = text.Text.Trim();
        if (schema.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal)) is { } found)
        {
            return found;
        }

        var names = schema.Select(column => column.Name).ToList();
        var fix = Suggestion.Nearest(name, names) is { } nearest ? $"Did you mean {nearest}?" : $"Use one of {string.Join(", ", names.Take(20))}.";
        issues.Error(text, "column.unknown", $"{product} has no column {Quoted.Text(name)}.", fix);
        return null;
    }
}
