using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>Stores measurements, and evaluates the states of the service levels by them: at least once a minute, and at once when a promise is not kept.</summary>
internal sealed partial class SloEvaluation(SloStore store, SloStateStore states, SloMetrics metrics, ILogger<SloEvaluation> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(55);

    private readonly HashSet<SloKey> _failed = [];
    private Dictionary<SloKey, ObjectiveState> _states = [];
    private DateTimeOffset _measuringSince;
    private DateTimeOffset _evaluatedAt;

    /// <summary>Begins with the stored states, which another catalog may have evaluated.</summary>
    public async Task BeginAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        (_states, _measuringSince, _evaluatedAt) = (new(await states.FindAsync(products: null, cancellationToken)), now, default);

    /// <summary>Stores a round's measurements, and evaluates the states when they are due.</summary>
    /// <param name="measured">The measured products.</param>
    /// <param name="measurements">The measurements.</param>
    /// <param name="now">The time of the round.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task RecordAsync(IReadOnlyCollection<MeasuredProduct> measured, IReadOnlyList<Measured> measurements, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (measurements.Count > 0)
        {
            await store.RecordAsync(measurements, now, cancellationToken);
        }

        metrics.Note(measurements);
        var wasFailing = _failed.Count > 0;
        _failed.Clear();
        _failed.UnionWith(measurements.Where(each => !each.IsKept).Select(each => each.Key));
        var isNew = measurements.Any(each => !_states.TryGetValue(each.Key, out var known) || known.State == SloState.Unknown);
        if (wasFailing || _failed.Count > 0 || isNew || now - _evaluatedAt >= Interval)
        {
            await EvaluateAsync(measured, now, cancellationToken);
        }
    }

    private async Task EvaluateAsync(IReadOnlyCollection<MeasuredProduct> measured, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var past = await store.PastAsync(product: null, now, cancellationToken);
        Dictionary<SloKey, ObjectiveState> current = [];
        Dictionary<SloKey, ObjectiveState> changed = [];
        Dictionary<SloKey, SloAssessment> assessments = [];
        foreach (var product in measured)
        {
            foreach (var promise in product.Promises)
            {
                var key = new SloKey(product.Id, promise.Objective);
                var before = _states.GetValueOrDefault(key);
                var assessment = assessments[key] = SloAssessment.Of(promise, product, past.GetValueOrDefault(key) ?? SloPast.None, now);
                var state = assessment.State(before?.State, _measuringSince);
                current[key] = before is not null && before.State == state && before.IsPromised == promise.Text is not null
                    ? before
                    : changed[key] = new ObjectiveState(promise.Objective, state, before?.State == state ? before.Since : now, promise.Text is not null);
            }
        }

        var gone = _states.Keys.Where(key => !current.ContainsKey(key)).ToList();
        if (changed.Count > 0 || gone.Count > 0)
        {
            await states.ChangeAsync(changed, gone, cancellationToken);
        }

        foreach (var (key, state) in changed.Where(change => change.Value.State is SloState.AtRisk or SloState.Breached or SloState.Recovered))
        {
            LogChanged(logger, state.State == SloState.Breached ? LogLevel.Warning : LogLevel.Information, SloText.Of(key.Objective).ToLowerInvariant(), key.Product.Reference, SloText.Of(state.State), assessments[key].Last?.Reason ?? "");
        }

        (_states, _evaluatedAt) = (current, now);
        metrics.Note(current, assessments);
    }

    [LoggerMessage(EventId = 2220, Message = "The {Objective} of {Product} is {State}. {Reason}")]
    private static partial void LogChanged(ILogger logger, LogLevel level, string objective, ProductReference product, string state, string reason);
}
