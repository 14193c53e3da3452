using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>The arithmetic of a service level over its last 30 days. Time that was not measured counts as kept.</summary>
/// <param name="promise">The service level.</param>
/// <param name="slices">Its past, in any order.</param>
/// <param name="now">The end of the window.</param>
internal sealed class ErrorBudget(SloPromise promise, IReadOnlyList<SloSlice> slices, DateTimeOffset now)
{
    /// <summary>The length of the window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(SloWindow.Days);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // A promise of all of the time has no budget: its first failure overspends it.
    private const double SmallestBudget = 1e-6;

    private double Budget => Math.Max(1 - promise.Target, SmallestBudget);

    /// <summary>The last 30 days.</summary>
    public SloWindow OfWindow()
    {
        var from = now - Window;
        var failed = FailedShare(Window);
        var since = slices.Where(slice => slice.Until > from).Select(slice => (DateTimeOffset?)slice.From).Min();
        return new SloWindow
        {
            Target = promise.Target,
            Share = since is null ? null : 1 - failed,
            BudgetLeft = since is null ? null : 1 - failed / Budget,
            MeasuredSince = since < from ? from : since,
        };
    }

    /// <summary>The speed at which the budget was spent in the last time of a length: 1 spends it in 30 days.</summary>
    public double BurnRate(TimeSpan window) => FailedShare(window) / Budget;

    /// <summary>The end of the last part in which the promise was not kept; null where there is none in the window.</summary>
    public DateTimeOffset? LastFailure() => slices.Where(slice => slice.Bad > 0 && slice.Until > now - Window).Select(slice => (DateTimeOffset?)slice.Until).Max();

    /// <summary>The days of the window that were measured, the earliest first.</summary>
    public IReadOnlyList<SloDay> Days()
    {
        List<SloDay> days = [];
        for (var day = new DateTimeOffset((now - Window).UtcDateTime.Date.AddDays(1), TimeSpan.Zero); day <= now; day = day.AddDays(1))
        {
            var (good, bad) = Sum(day, day.AddDays(1));
            if (good + bad > 0)
            {
                // As in the window: a day of which a minute was measured is not missed by its worst ten seconds.
                days.Add(new SloDay(DateOnly.FromDateTime(day.UtcDateTime), 1 - bad / (promise.IsOverTime ? Day.TotalSeconds : good + bad)));
            }
        }

        return days;
    }

    private double FailedShare(TimeSpan window)
    {
        var (good, bad) = Sum(now - window, now);
        var whole = promise.IsOverTime ? window.TotalSeconds : good + bad;
        return whole > 0 ? bad / whole : 0;
    }

    private (double Good, double Bad) Sum(DateTimeOffset from, DateTimeOffset until)
    {
        var (good, bad) = (0.0, 0.0);
        foreach (var slice in slices)
        {
            var part = slice.Within(from, until);
            (good, bad) = (good + part.Good, bad + part.Bad);
        }

        return (good, bad);
    }
}
