using MeshStarter.Catalog.Quality;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>
/// One round of measuring: requests the health of each domain once, stores the measurements and which products cannot be published, and evaluates the states at least once a minute, at once when
/// a promise is not kept.
/// </summary>
internal sealed partial class SloRound(
    MeasuredProducts products, DomainProbe probe, PublishedWindows published, SloStore store, SloStateStore states, QualityStore quality, LatestMeasurements latest, SloMetrics metrics, TimeProvider time, ILogger<SloRound> logger)
{
    private const int AtOnce = 16;

    // When a mesh starts its services do not answer yet.
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan EvaluationInterval = TimeSpan.FromSeconds(55);

    // A domain reports no longer time, and its number counts as no more.
    private const double LongestWait = 366 * 86_400;

    private readonly Guid _holder = Guid.NewGuid();
    private readonly HashSet<string> _heardOf = new(StringComparer.Ordinal);
    private readonly Dictionary<ProductMajorVersion, (bool IsFedByOutbox, DateTimeOffset? OldestSince)> _rows = [];
    private readonly HashSet<SloKey> _failed = [];

    private Dictionary<SloKey, ObjectiveState>? _states;
    private DateTimeOffset _measuringSince;
    private DateTimeOffset _evaluatedAt;

    /// <summary>Runs the round, unless another catalog measures.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!await states.TakeAsync(_holder, now, cancellationToken))
        {
            _states = null;
            return;
        }

        if (_states is null)
        {
            (_states, _measuringSince, _evaluatedAt) = (new(await states.FindAsync(products: null, cancellationToken)), now, default);
            _heardOf.Clear();
        }

        var measured = await products.ListAsync(now, cancellationToken);
        var answers = await RequestAsync(measured, now, cancellationToken);
        await NoteFailingAsync(measured, answers, cancellationToken);
        List<Measured> measurements = [];
        foreach (var product in measured)
        {
            var answer = answers.GetValueOrDefault(product.Id.Product.Domain) ?? new DomainAnswer.NotMeasured("");
            Note(product, answer, now);
            if (product.Promises.Any(promise => promise.Objective == SloObjective.Availability) && AvailabilityMeasure.Of(product, answer) is { } availability)
            {
                measurements.Add(availability);
            }

            if (product.Freshness is { } target && await FreshnessAsync(product, target, answer, now, cancellationToken) is { } freshness)
            {
                measurements.Add(freshness);
            }
        }

        if (measurements.Count > 0)
        {
            await store.RecordAsync(measurements, now, cancellationToken);
        }

        latest.Note(measurements, now);
        metrics.Note(measurements);
        var wasFailing = _failed.Count > 0;
        _failed.Clear();
        _failed.UnionWith(measurements.Where(each => !each.IsKept).Select(each => each.Key));
        var isNew = measurements.Any(each => !_states.TryGetValue(each.Key, out var known) || known.State == SloState.Unknown);
        if (wasFailing || _failed.Count > 0 || isNew || now - _evaluatedAt >= EvaluationInterval)
        {
            await EvaluateAsync(measured, now, cancellationToken);
        }
    }

    /// <summary>Lets another catalog measure.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => states.ReleaseAsync(_holder, cancellationToken);

    private async Task<IReadOnlyDictionary<string, DomainAnswer>> RequestAsync(IReadOnlyCollection<MeasuredProduct> measured, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var domains = measured.Where(product => product.Ports.Count > 0).GroupBy(product => product.Id.Product.Domain, StringComparer.Ordinal).ToList();
        var answers = new DomainAnswer[domains.Count];
        await Parallel.ForAsync(
            0, domains.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) => answers[index] = await probe.RequestAsync(domains[index].Key, domains[index].First().Ports[0].Url, token));
        for (var index = 0; index < answers.Length; index++)
        {
            var domain = domains[index].Key;
            if (answers[index] is DomainAnswer.Healthy)
            {
                _heardOf.Add(domain);
            }
            else if (answers[index] is DomainAnswer.Away && now - _measuringSince < StartTime && !_heardOf.Contains(domain))
            {
                answers[index] = new DomainAnswer.NotMeasured("The mesh starts.");
            }
            else if (answers[index] is DomainAnswer.NotMeasured unknown)
            {
                LogNotMeasured(logger, domain, unknown.Reason);
            }
        }

        return domains.Select(domain => domain.Key).Zip(answers).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    // While a domain is away, what failed last fails.
    private async Task NoteFailingAsync(IReadOnlyCollection<MeasuredProduct> measured, IReadOnlyDictionary<string, DomainAnswer> answers, CancellationToken cancellationToken)
    {
        var healthy = answers.Where(answer => answer.Value is DomainAnswer.Healthy).ToDictionary(answer => answer.Key, answer => ((DomainAnswer.Healthy)answer.Value).Products, StringComparer.Ordinal);
        IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset> Since(Func<ProductHealth, DateTimeOffset?> since) => measured
            .Select(product => (product.Id, Since: healthy.GetValueOrDefault(product.Id.Product.Domain)?.GetValueOrDefault(product.Id) is { } health ? since(health) : null))
            .Where(product => product.Since is not null)
            .ToDictionary(product => product.Id, product => product.Since!.Value);

        await quality.NoteAsync(_holder, healthy.Keys, Since(health => health.FailingSince), Since(health => health.SourceFailingSince), cancellationToken);
    }

    private void Note(MeasuredProduct product, DomainAnswer answer, DateTimeOffset now)
    {
        if ((answer as DomainAnswer.Healthy)?.Products.GetValueOrDefault(product.Id) is not { } health)
        {
            return;
        }

        if (health.OldestWaitingSeconds is { } seconds)
        {
            _rows[product.Id] = (health.IsFedByOutbox, seconds > 0 ? now - TimeSpan.FromSeconds(Math.Min(seconds, LongestWait)) : null);
        }
        else
        {
            // Rows that waited wait on, as far as is known.
            _rows[product.Id] = (health.IsFedByOutbox, _rows.GetValueOrDefault(product.Id).OldestSince);
        }
    }

    private async Task<Measured?> FreshnessAsync(MeasuredProduct product, FreshnessTarget target, DomainAnswer answer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var measure = new FreshnessMeasure(target, product);
        if (!_rows.TryGetValue(product.Id, out var rows))
        {
            return null;
        }

        if (target.DailyBy is not null && !rows.IsFedByOutbox)
        {
            return measure.Window(now) is { } window ? measure.OfBatches(window, await published.FirstAsync(product.Id, window, cancellationToken), now) : null;
        }

        // While a domain is away its rows still wait; where none waited, none may have come.
        return answer is DomainAnswer.Healthy || rows.OldestSince is not null ? measure.OfRows(rows.OldestSince, now) : null;
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
                var before = _states!.GetValueOrDefault(key);
                var assessment = assessments[key] = SloAssessment.Of(promise, product, past.GetValueOrDefault(key) ?? SloPast.None, now);
                var state = assessment.State(before?.State, _measuringSince);
                current[key] = before is not null && before.State == state && before.IsPromised == promise.Text is not null
                    ? before
                    : changed[key] = new ObjectiveState(promise.Objective, state, before?.State == state ? before.Since : now, promise.Text is not null);
            }
        }

        var gone = _states!.Keys.Where(key => !current.ContainsKey(key)).ToList();
        if (changed.Count > 0 || gone.Count > 0)
        {
            await states.ChangeAsync(changed, gone, cancellationToken);
        }

        foreach (var (key, state) in changed.Where(change => change.Value.State is SloState.AtRisk or SloState.Breached or SloState.Recovered))
        {
            LogChanged(logger, state.State == SloState.Breached ? LogLevel.Warning : LogLevel.Information, SloText.Of(key.Objective).ToLowerInvariant(), key.Product.Reference, SloText.Of(state.State), assessments[key].Last?.Reason ?? "");
        }

        (_states, _evaluatedAt) = (current, now);
        latest.Keep(current.Keys.ToHashSet());
        metrics.Note(current, assessments);
    }

    [LoggerMessage(EventId = 2300, Message = "The {Objective} of {Product} is {State}. {Reason}")]
    private static partial void LogChanged(ILogger logger, LogLevel level, string objective, ProductReference product, string state, string reason);

    [LoggerMessage(EventId = 2301, Level = LogLevel.Debug, Message = "The products of {Domain} are not measured: {Reason}")]
    private static partial void LogNotMeasured(ILogger logger, string domain, string reason);
}
