using System.Globalization;
using MeshStarter.Platform.Pipelines.Definitions;

namespace MeshStarter.Platform.Pipelines.Windows;

/// <summary>Reads which window a request means.</summary>
public static class RequestedWindow
{
    private static readonly string[] LocalForms = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
    private static readonly string[] UtcForms = ["yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>Finds a window; null and the problem where there is none.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="text">A local day or time in it, of windows of a month also the month, its start in UTC, or <c>table</c>; null only for a pipeline without windows.</param>
    public static (Window? Window, string? Problem) Find(WindowSeries windows, string? text)
    {
        ArgumentNullException.ThrowIfNull(windows);
        if (windows.First.IsTable)
        {
            return text is null || text == Window.Table.Name ? (Window.Table, null) : (null, "window: the pipeline has no windows; leave it out.");
        }

        if (text is null || Parse(windows, text) is not { } found)
        {
            var month = windows.Size == WindowSize.Month ? " a month such as 2017-10," : "";
            return (null, $"window: must be{month} a local day such as 2017-10-15, a local time such as 2017-10-15T01:00, or the start of a window in UTC such as 2017-10-15T03:00Z.");
        }

        return found.Window is not { } window ? (null, $"window: there is no such window; the first one is {windows.First}.")
            : found.Start is { } start && start != window.Start ? (null, $"window: no window begins at {text}; the one that has it begins at {window.Name}.")
            : (window, null);
    }

    private static (Window? Window, DateTimeOffset? Start)? Parse(WindowSeries windows, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (windows.At(day), null)
        // Of shorter windows it would be the first one of the month alone.
        : windows.Size == WindowSize.Month && DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? (windows.At(month), null)
        : DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? (windows.At(local), null)
        : DateTimeOffset.TryParseExact(text, UtcForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) ? (windows.At(start), start)
        : null;
}
