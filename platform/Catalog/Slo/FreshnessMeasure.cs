using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>
/// Measures the freshness of a product. Where rows come through the outbox it is the age of the oldest that readers cannot see yet, and 0 when none
/// waits: a quiet product is fresh. Where whole batches are published daily it is the delay of the last due window. Where a pipeline
/// computes the rows it is the age of the oldest window that fell due and is not computed.
/// </summary>
/// <param name="target">The promised freshness.</param>
/// <param name="product">The product.</param>
internal sealed class FreshnessMeasure(FreshnessTarget target, MeasuredProduct product)
{
    /// <summary>The last due window; null where there is none, or it was due before the product was there.</summary>
    public DueWindow? Window(DateTimeOffset now) => target.LastDue(now) is { } window && window.From >= product.RegisteredAt ? window : null;

    /// <summary>Measures rows of the outbox.</summary>
    /// <param name="oldestSince">When the oldest row was emitted that readers cannot see yet; null when none waits.</param>
    /// <param name="now">The moment.</param>
    public Measured? OfRows(DateTimeOffset? oldestSince, DateTimeOffset now)
    {
        var age = oldestSince is { } since && since < now ? now - since : TimeSpan.Zero;
        if (target.MaxAge is { } longest)
        {
            return Of(age <= longest, age);
        }

        // A row of the day that is due, or of an earlier one, still waits.
        return Window(now) is not { } window ? null
            : oldestSince < window.From ? Of(isKept: false, now - window.Due)
            : Of(isKept: true, TimeSpan.Zero);
    }

    /// <summary>Measures the windows of a pipeline.</summary>
    /// <param name="oldestSince">When the oldest window fell due that is not computed yet; null when none waits.</param>
    /// <param name="now">The moment.</param>
    public Measured? OfDue(DateTimeOffset? oldestSince, DateTimeOffset now)
    {
        var age = oldestSince is { } since && since < now ? now - since : TimeSpan.Zero;
        if (target.MaxAge is { } longest)
        {
            return Of(age <= longest, age, $"The oldest due window of its pipeline is {SloText.Age(age.TotalSeconds)} old.");
        }

        return Window(now) is not { } window ? null
            : oldestSince < window.Due ? Of(isKept: false, now - window.Due, $"A window of its pipeline that fell due before {window.Due:u} is not computed.")
            : Of(isKept: true, TimeSpan.Zero);
    }

    /// <summary>Measures batches.</summary>
    /// <param name="window">The last due window.</param>
    /// <param name="publishedAt">The first publish after its beginning; null where there is none.</param>
    /// <param name="now">The moment.</param>
    public Measured OfBatches(DueWindow window, DateTimeOffset? publishedAt, DateTimeOffset now) =>
        publishedAt is { } at ? Of(isKept: true, at > window.Due ? at - window.Due : TimeSpan.Zero) : Of(isKept: false, now - window.Due);

    private Measured Of(bool isKept, TimeSpan value, string? reason = null) => new(new SloKey(product.Id, SloObjective.Freshness), isKept, Math.Round(value.TotalSeconds, 1), isKept ? null : reason);
}
