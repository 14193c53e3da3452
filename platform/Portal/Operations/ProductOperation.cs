using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Storage;
using MeshStarter.Portal.Pipelines;

namespace MeshStarter.Portal.Operations;

/// <summary>The operation of a product, as far as the reader may see it.</summary>
/// <param name="Product">The product.</param>
/// <param name="Tables">Its tables, one for each major version; null where the catalog did not say.</param>
/// <param name="Quality">The results of the last hour; null where the catalog did not say.</param>
/// <param name="Status">Its state; null where the catalog did not say.</param>
public sealed record ProductOperation(ProductSummary Product, IReadOnlyList<StoredTable>? Tables, ProductQuality? Quality, ProductStatus? Status)
{
    /// <summary>Its pipeline; null where it has none, or the catalog did not say.</summary>
    public PipelineOverview? Pipeline { get; init; }

    /// <summary>The time at which readers last got new rows; null where that is not known, or never happened.</summary>
    public DateTimeOffset? PublishedAt => Tables?.Max(table => table.ChangedAt);

    /// <summary>Its rows in all major versions; null where one is not known.</summary>
    public long? Rows => Sum(table => table.Rows);

    /// <summary>The bytes of its files; null where one is not known.</summary>
    public long? Bytes => Sum(table => table.Bytes);

    /// <summary>The number of its files; null where one is not known.</summary>
    public long? Files => Sum(table => table.Files + (table.DeleteFiles ?? 0));

    /// <summary>Batches of the last hour that a check quarantined.</summary>
    public int Quarantined => Quality?.History.Sum(minute => minute.Quarantined) ?? 0;

    private long? Sum(Func<StoredTable, long?> of) => Tables is null || Tables.Any(table => of(table) is null) ? null : Tables.Sum(of);
}
