using MeshStarter.Contracts;
using MeshStarter.Sdk.Quality;

namespace MeshStarter.Sdk.Lineage;

/// <summary>A <see cref="BatchOrigin"/> as it waits to be told.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="Datasets">What was read.</param>
/// <param name="Columns">What each column was made from; null for rows of the outbox, whose columns are the product's.</param>
internal sealed record KeptOrigin(string BatchId, IReadOnlyList<KeptOrigin.Dataset> Datasets, IReadOnlyDictionary<string, IReadOnlyList<ColumnOrigin>>? Columns)
{
    /// <summary>Rows of the domain's outbox.</summary>
    public static KeptOrigin OfOutbox(DataProductDescriptor product, TableBatch batch) => Of(product, BatchOrigin.OfOutbox(product, batch));

    /// <summary>Keeps an origin of rows of a product.</summary>
    public static KeptOrigin Of(DataProductDescriptor product, BatchOrigin origin) => new(
        origin.BatchId,
        [.. origin.Datasets.Select(dataset => new Dataset(dataset.Name, dataset.Version))],
        origin.IsStream ? null : product.Schema.ToDictionary(column => column.Name, IReadOnlyList<ColumnOrigin> (column) => [.. origin.ColumnsOf(column.Name)], StringComparer.Ordinal));

    /// <summary>As it was.</summary>
    public BatchOrigin ToOrigin() => new(
        BatchId,
        IsStream: Columns is null,
        [.. Datasets.Select(dataset => (dataset.Name, dataset.Version))],
        column => Columns is null ? [new ColumnOrigin(Datasets[0].Name, column)] : Columns.GetValueOrDefault(column, []));

    /// <summary>A dataset, and the state of it that was read.</summary>
    /// <param name="Name">The dataset.</param>
    /// <param name="Version">The state; null where there was none.</param>
    internal sealed record Dataset(string Name, string? Version);
}
