using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>Measures products by the answers of their domains, and by what it knows of the rows that waited last.</summary>
internal sealed class ProductMeasures(PublishedWindows published)
{
    // A domain reports no longer time, and its number counts as no more.
    private const double LongestWait = 366 * 86_400;

    private readonly Dictionary<ProductMajorVersion, WaitingRows> _rows = [];

    /// <summary>Begins to measure, as if no domain had answered yet: rows that waited when this catalog measured before may have been published since.</summary>
    public void Begin() => _rows.Clear();

    /// <summary>Returns the measurements of products.</summary>
    public async Task<IReadOnlyList<Measured>> MeasureAsync(
        IReadOnlyCollection<MeasuredProduct> products, IReadOnlyDictionary<string, DomainAnswer> answers, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<Measured> measurements = [];
        foreach (var product in products)
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

        return measurements;
    }

    private void Note(MeasuredProduct product, DomainAnswer answer, DateTimeOffset now)
    {
        if ((answer as DomainAnswer.Healthy)?.Products.GetValueOrDefault(product.Id) is not { } health)
        {
            return;
        }

        // Rows that waited wait on, as far as is known.
        var since = (health.Pipeline?.OldestDueSeconds ?? health.OldestWaitingSeconds) is not { } seconds ? _rows.GetValueOrDefault(product.Id).OldestSince
            : seconds > 0 ? now - TimeSpan.FromSeconds(Math.Min(seconds, LongestWait))
            : (DateTimeOffset?)null;
        _rows[product.Id] = new WaitingRows(since, health.IsFedByOutbox, health.Pipeline is not null);
    }

    private async Task<Measured?> FreshnessAsync(MeasuredProduct product, FreshnessTarget target, DomainAnswer answer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var measure = new FreshnessMeasure(target, product);
        if (!_rows.TryGetValue(product.Id, out var rows))
        {
            return null;
        }

        if (rows.IsOfPipeline)
        {
            return answer is DomainAnswer.Healthy || rows.OldestSince is not null ? measure.OfDue(rows.OldestSince, now) : null;
        }

        if (target.DailyBy is not null && !rows.IsFedByOutbox)
        {
            return measure.Window(now) is { } window ? measure.OfBatches(window, await published.FirstAsync(product.Id, window, cancellationToken), now) : null;
        }

        // While a domain is away its rows still wait; where none waited, none may have come.
        return answer is DomainAnswer.Healthy || rows.OldestSince is not null ? measure.OfRows(rows.OldestSince, now) : null;
    }

    // The oldest row, or due window, that readers cannot see yet, by the last answer that had it.
    private readonly record struct WaitingRows(DateTimeOffset? OldestSince, bool IsFedByOutbox, bool IsOfPipeline);
}
