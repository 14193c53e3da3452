using System.Globalization;
using MeshStarter.Contracts.Times;
using MeshStarter.Platform.Pipelines.Definitions;
using NodaTime;

namespace MeshStarter.Platform.Pipelines.Windows;

/// <summary>The windows of a pipeline, from the first one on. A pipeline without windows has one, <see cref="Window.Table"/>.</summary>
public sealed class WindowSeries
{
    private static readonly string[] NameForms = ["yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    private readonly LocalCalendar? _calendar;

    /// <summary>The windows of a pipeline.</summary>
    /// <param name="terms">The pipeline's windows; null where it has none.</param>
    /// <exception cref="ArgumentException">The zone does not exist.</exception>
    public WindowSeries(PipelineWindow? terms)
    {
        First = Window.Table;
        Size = terms?.Size;
        if (terms is not null)
        {
            _calendar = new LocalCalendar(ZoneData.TryFind(terms.Zone, out var zone) ? zone : throw new ArgumentException($"There is no zone {terms.Zone}.", nameof(terms)), terms.Size);
            First = _calendar.At(LocalDate.FromDateOnly(terms.From).AtMidnight()) ?? throw new ArgumentException($"{terms.From} is in no window.", nameof(terms));
        }
    }

    /// <summary>The size of each window; null for a pipeline without windows.</summary>
    public WindowSize? Size { get; }

    /// <summary>The first window.</summary>
    public Window First { get; }

    /// <summary>Returns the window that has an instant; null before the first one, and from the year 9999 on.</summary>
    public Window? At(DateTimeOffset instant) => _calendar is null ? Window.Table : SinceFirst(_calendar.At(Instant.FromDateTimeOffset(instant)));

    /// <summary>Returns the window that has a local time, whose kind does not count; null before the first one, and from the year 9999 on.</summary>
    public Window? At(DateTime local) => _calendar is null ? Window.Table : SinceFirst(_calendar.At(LocalDateTime.FromDateTime(local)));

    /// <summary>Returns the window that has a local day, of windows of an hour that with its midnight; null before the first one, and from the year 9999 on.</summary>
    public Window? At(DateOnly day) => At(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>Returns the window after another; null after the table.</summary>
    public Window? Next(Window window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return _calendar?.Next(window);
    }

    /// <summary>Returns the window before another; null before the first one.</summary>
    public Window? Previous(Window window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return SinceFirst(_calendar?.Previous(window));
    }

    /// <summary>Returns the windows from one to another, both included; none where the last is before the first.</summary>
    public IEnumerable<Window> Between(Window first, Window last)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(last);
        for (var window = first; window is not null && window.Start <= last.Start; window = Next(window))
        {
            yield return window;
        }
    }

    /// <summary>Returns the windows that have a part of some local days, both days included; none before the first one.</summary>
    public IEnumerable<Window> Between(DateOnly from, DateOnly to)
    {
        var first = At(from) ?? First;
        return to >= from && At(to.ToDateTime(TimeOnly.MaxValue)) is { } last ? Between(first, last) : [];
    }

    /// <summary>Returns the latest windows up to the one that has an instant, the oldest first.</summary>
    public IReadOnlyList<Window> Latest(DateTimeOffset now, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        List<Window> windows = [];
        for (var window = At(now); window is not null && windows.Count < count; window = Previous(window))
        {
            windows.Add(window);
        }

        windows.Reverse();
        return windows;
    }

    /// <summary>Finds the window of a name; null where no window begins at that instant.</summary>
    /// <param name="name">As in <see cref="Window.Name"/>.</param>
    public Window? Find(string name) =>
        string.Equals(name, Window.Table.Name, StringComparison.Ordinal) ? (_calendar is null ? Window.Table : null)
        : _calendar is not null && DateTimeOffset.TryParseExact(name, NameForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start)
            && At(start) is { } window && window.Start == start ? window
        : null;

    private Window? SinceFirst(Window? window) => window is null || window.Start < First.Start ? null : window;
}
