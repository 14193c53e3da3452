using MeshStarter.Contracts.Pipelines;
using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Finds what is wrong with requests for runs.</summary>
internal static class RequestProblems
{
    // The most windows of one backfill: an hour each of eleven years.
    private const int MostWindows = 100_000;

    /// <summary>Returns the reason why a window cannot be run; null where it can.</summary>
    /// <param name="window">The window.</param>
    /// <param name="now">The time of the request.</param>
    public static string? Of(Window window, DateTimeOffset now) => Future("window", window, now);

    /// <summary>Returns the reason why windows cannot be backfilled; null where they can.</summary>
    /// <param name="windows">The windows of the pipeline.</param>
    /// <param name="request">The days, and how their windows are run.</param>
    /// <param name="now">The time of the request.</param>
    public static string? Of(WindowSeries windows, BackfillRequest request, DateTimeOffset now) =>
        request.To < request.From ? "to: is before from."
        : windows.Between(request.From, request.To).Skip(MostWindows).Any() ? $"to: more than {MostWindows} windows are from from to it; backfill a part after another."
        : request.WindowsPerRun is < 1 or > BackfillRequest.MostWindowsPerRun ? $"windows_per_run: must be a whole number from 1 to {BackfillRequest.MostWindowsPerRun}."
        : request.Parallel is < 1 or > BackfillRequest.MostParallel ? $"parallel: must be a whole number from 1 to {BackfillRequest.MostParallel}."
        : Future("from", windows, request.From, now) ?? Future("to", windows, request.To, now);

    // The last days that there are have no window.
    private static string? Future(string field, WindowSeries windows, DateOnly day, DateTimeOffset now) =>
        windows.At(day) is { } window ? Future(field, window, now)
        : day > DateOnly.FromDateTime(now.UtcDateTime) ? $"{field}: {day:yyyy-MM-dd} is after now, and has no window." : null;

    private static string? Future(string field, Window window, DateTimeOffset now) =>
        window.Start > now ? $"{field}: window {window} begins at {window.Name}, which is after now. Request it once it has begun." : null;
}
