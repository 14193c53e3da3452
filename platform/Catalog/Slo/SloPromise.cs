using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>A service level of a contract: what it promises, and the share that must be kept over 30 days.</summary>
/// <param name="Objective">The service level.</param>
/// <param name="Text">The promise as the contract states it; null where the mesh measures it unpromised.</param>
/// <param name="Target">The share, from 0 to 1.</param>
internal sealed record SloPromise(SloObjective Objective, string? Text, double Target)
{
    // A promise of freshness or of a number of rows has no share of its own.
    private const double UsualTarget = 0.99;

    /// <summary>Whether the service level is measured over time; else over rows, batches or the contract itself.</summary>
    public bool IsOverTime => Objective is SloObjective.Freshness or SloObjective.Availability;

    /// <summary>Whether it follows from the contract alone.</summary>
    public bool IsOfContract => Objective == SloObjective.Documentation;

    /// <summary>The service levels of a contract: those that it promises, and the documentation.</summary>
    public static IReadOnlyList<SloPromise> Of(ProductDetails product)
    {
        List<SloPromise> promises = [];
        if (product.Quality.FreshnessSla is { } freshness)
        {
            promises.Add(new SloPromise(SloObjective.Freshness, freshness, UsualTarget));
        }

        if (Percentage.TryParse(product.Quality.Availability, out var availability))
        {
            promises.Add(new SloPromise(SloObjective.Availability, product.Quality.Availability, (double)(availability / 100)));
        }

        if (Percentage.TryParse(product.Quality.Completeness, out var completeness))
        {
            promises.Add(new SloPromise(SloObjective.Completeness, product.Quality.Completeness, (double)(completeness / 100)));
        }

        // A batch is within the promise where all of its checks passed.
        if (product.Quality.Checks.OfType<RowCountCheck>().ToList() is { Count: > 0 } rows)
        {
            promises.Add(new SloPromise(SloObjective.Volume, RowsOf(rows.Max(check => check.Min), rows.Min(check => check.Max)), UsualTarget));
        }

        promises.Add(new SloPromise(SloObjective.Documentation, null, 1));
        return promises;
    }

    private static string RowsOf(long? min, long? max) => (min, max) switch
    {
        ({ } least, { } most) => $"{least} to {most} rows a batch",
        (null, { } most) => $"at most {most} rows a batch",
        _ => $"at least {min} rows a batch",
    };
}
