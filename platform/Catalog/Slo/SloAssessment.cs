using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>A service level at a moment: its last measurement, its budget and its alerts. States and answers come from the same assessment.</summary>
internal sealed class SloAssessment
{
    /// <summary>A service level without a measurement for so long is unknown.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    // One failed measurement alone may be a restart; the second comes after so long.
    private static readonly TimeSpan Confirmed = TimeSpan.FromSeconds(25);

    // A quarantined batch is no news for longer.
    private static readonly TimeSpan LastBatches = TimeSpan.FromHours(1);

    private readonly SloPromise _promise;
    private readonly SloPast _past;
    private readonly DateTimeOffset _now;

    private SloAssessment(SloPromise promise, SloPast past, DateTimeOffset now)
    {
        (_promise, _past, _now) = (promise, past, now);
        Budget = new ErrorBudget(promise, past.Slices, now);
        Alerts = promise.IsOfContract || past.Slices.Count == 0 ? [] : BurnRateAlerts.Of(Budget);
    }

    /// <summary>The last 30 days.</summary>
    public ErrorBudget Budget { get; }

    /// <summary>The rates at which the budget is spent.</summary>
    public IReadOnlyList<SloBurnRate> Alerts { get; }

    /// <summary>The last measurement; null where there is none.</summary>
    public SloMeasurement? Last => _past.Last;

    /// <summary>The window of the answer.</summary>
    public SloWindow Window => !_promise.IsOfContract ? Budget.OfWindow() : new SloWindow { Target = _promise.Target, Share = Last?.Value, BudgetLeft = null, MeasuredSince = null };

    private bool IsFailing => Last is { } last && (_promise.IsOverTime
        ? !last.IsKept && last.At - _past.LastSince >= Confirmed
        : last.Value < _promise.Target && last.At > _now - LastBatches);

    /// <summary>Assesses a service level of a product.</summary>
    public static SloAssessment Of(SloPromise promise, MeasuredProduct product, SloPast past, DateTimeOffset now) => new(
        promise,
        promise.Objective == SloObjective.Documentation ? OfContract(product.Documented, promise, now) : past,
        now);

    /// <summary>Returns the state that follows the state so far.</summary>
    /// <param name="before">The state so far; null where there is none.</param>
    /// <param name="measuringSince">Since when this catalog measures: its own silence is no product's.</param>
    public SloState State(SloState? before, DateTimeOffset measuringSince)
    {
        if (_promise.IsOfContract)
        {
            return Last!.IsKept ? SloState.Met : _promise.Text is null ? SloState.AtRisk : SloState.Breached;
        }

        // No rows lose none.
        var isSilent = _promise.IsOverTime && (Last is null || Last.At < _now - Silence);
        return isSilent && before is { } known && known != SloState.Unknown && measuringSince > _now - Silence
            ? known
            : SloStateRule.Of(before ?? SloState.Unknown, !isSilent, IsFailing, Budget, Alerts, _now);
    }

    private static SloPast OfContract(double share, SloPromise promise, DateTimeOffset now) => SloPast.None with { Last = new SloMeasurement(now, share >= promise.Target, share) };
}
