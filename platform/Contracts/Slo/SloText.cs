using System.Globalization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Slo;

/// <summary>The words of service levels for people: the same on each page and in the command line.</summary>
public static class SloText
{
    // The beginning of the window goes on between the measurement and its reader.
    private static readonly TimeSpan WholeWindow = TimeSpan.FromHours(1);

    /// <summary>The name of a service level, such as <c>Freshness</c>.</summary>
    public static string Of(SloObjective objective) => Sentence(WireNames.Of(objective));

    /// <summary>The word of a state, such as <c>at risk</c>.</summary>
    public static string Of(SloState state) => WireNames.Of(state).Replace('_', ' ');

    /// <summary>The cause of a product's state in words, such as <c>freshness</c> or <c>new rows do not reach readers</c>; null where there is none.</summary>
    public static string? Cause(ProductStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status switch
        {
            { Reason: ProductStateReason.Orphaned } => "the mesh no longer finds its service",
            { Reason: ProductStateReason.Unreachable } => "its service does not report",
            { Reason: ProductStateReason.Refused } => "its service's version was refused",
            { Reason: ProductStateReason.NotPublishing } => "new rows do not reach readers",
            { Reason: ProductStateReason.SourceFailing } => "what makes its rows fails",
            { Reason: ProductStateReason.PipelineFailing } => "a run of its pipeline failed",
            { Reason: ProductStateReason.CheckFailing } => "a check does not pass",
            { Objective: { } objective } => Of(objective).ToLowerInvariant(),
            _ => null,
        };
    }

    /// <summary>The promise in words, such as <c>fresh within 5 minutes</c>.</summary>
    public static string Promise(SloStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status switch
        {
            { Promise: null } => "not promised",
            { Objective: SloObjective.Freshness, Promise: var text } => text.StartsWith("by ", StringComparison.Ordinal) ? $"complete {text}" : $"fresh within {text}",
            { Objective: SloObjective.Availability, Promise: var text } => $"available {text} of the time",
            { Objective: SloObjective.Completeness, Promise: var text } => $"{text} of the rows reach readers",
            { Promise: var text } => text,
        };
    }

    /// <summary>The last measurement in words, such as <c>no row waits</c>.</summary>
    public static string Now(SloStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status switch
        {
            { Objective: SloObjective.Completeness, Now: null } => $"no rows in {SloWindow.Days} days",
            { Objective: SloObjective.Volume, Now: null } => $"no batches in {SloWindow.Days} days",
            { Now: null } => "not measured",
            { Now: { IsKept: false, Reason: { } reason } } => reason,
            { Objective: SloObjective.Freshness, Promise: var promise, Now: { Value: var seconds } } when promise?.StartsWith("by ", StringComparison.Ordinal) is true =>
                seconds > 0 ? $"last due window {Age(seconds)} late" : "last due window on time",
            { Objective: SloObjective.Freshness, Now: { Value: var seconds } } => seconds > 0 ? $"oldest unseen row {Age(seconds)} old" : "no row waits",
            { Objective: SloObjective.Availability } => "all ports are open",
            { Objective: SloObjective.Completeness, Now: { Value: var share } } => $"{Share(share)} of the last rows",
            { Objective: SloObjective.Volume, Now: { Value: var share } } => $"{Share(share)} of the last batches",
            { Now: { Value: var share } } => $"{Share(share)} described",
        };
    }

    /// <summary>
    /// The last 30 days in words, such as <c>99.97% over 30 days, 88% of the error budget left</c>; of a service level that is not measured for so long
    /// <c>measured for 3 min, 88% of the error budget left</c>. Empty where nothing was measured over time.
    /// </summary>
    /// <param name="status">The service level.</param>
    /// <param name="now">The end of the window.</param>
    public static string Window(SloStatus status, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (status.Window is not { Share: { } share, BudgetLeft: { } left } window)
        {
            return "";
        }

        var measured = now - window.MeasuredSince;
        var kept = measured < TimeSpan.FromDays(SloWindow.Days) - WholeWindow ? $"measured for {Age(Math.Max(0, measured.Value.TotalSeconds))}" : $"{Share(share)} over {SloWindow.Days} days";
        return $"{kept}, {(left < 0 ? "error budget overspent" : $"{Share(left)} of the error budget left")}";
    }

    /// <summary>A share as a percentage, rounded down: only the whole is 100%.</summary>
    public static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(Math.Round(share * 10_000, 4)) / 100:0.##}%");

    /// <summary>An age in the greatest fitting unit, such as <c>4 s</c> or <c>2.5 h</c>.</summary>
    public static string Age(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7_200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.#} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0.#} days"),
    };

    private static string Sentence(string word) => char.ToUpperInvariant(word[0]) + word[1..].Replace('_', ' ');
}
