using MeshStarter.Catalog.Quality;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>
/// One round of measuring: requests the health of each domain once, stores which products cannot be published and the measurements, and evaluates the
/// states. One catalog measures at a time.
/// </summary>
internal sealed class SloRound(MeasuredProducts products, DomainAnswers domains, ProductMeasures measures, SloEvaluation evaluation, SloStateStore states, QualityStore quality, TimeProvider time)
{
    private readonly Guid _holder = Guid.NewGuid();
    private bool _isMeasuring;

    /// <summary>Runs the round, unless another catalog measures.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!await states.TakeAsync(_holder, now, cancellationToken))
        {
            _isMeasuring = false;
            return;
        }

        if (!_isMeasuring)
        {
            await evaluation.BeginAsync(now, cancellationToken);
            domains.Begin(now);
            measures.Begin();
            _isMeasuring = true;
        }

        var measured = await products.ListAsync(now, cancellationToken);
        var answers = await domains.RequestAsync(measured, now, cancellationToken);
        await NoteFailingAsync(measured, answers, cancellationToken);
        await evaluation.RecordAsync(measured, await measures.MeasureAsync(measured, answers, now, cancellationToken), now, cancellationToken);
    }

    /// <summary>Lets another catalog measure.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => states.ReleaseAsync(_holder, cancellationToken);

    // While a domain is away, what failed last fails.
    private async Task NoteFailingAsync(IReadOnlyCollection<MeasuredProduct> measured, IReadOnlyDictionary<string, DomainAnswer> answers, CancellationToken cancellationToken)
    {
        var healthy = answers.Where(answer => answer.Value is DomainAnswer.Healthy).ToDictionary(answer => answer.Key, answer => ((DomainAnswer.Healthy)answer.Value).Products, StringComparer.Ordinal);
        IReadOnlyDictionary<ProductMajorVersion, DateTimeOffset> Since(Func<ProductHealth, DateTimeOffset?> since) => measured
            .Select(product => (product.Id, Since: healthy.GetValueOrDefault(product.Id.Product.Domain)?.GetValueOrDefault(product.Id) is { } health ? since(health) : null))
            .Where(product => product.Since is not null)
            .ToDictionary(product => product.Id, product => product.Since!.Value);

        await quality.NoteAsync(_holder, healthy.Keys, Since(health => health.FailingSince), Since(health => health.SourceFailingSince), Since(health => health.Pipeline?.FailingSince), cancellationToken);
    }
}
