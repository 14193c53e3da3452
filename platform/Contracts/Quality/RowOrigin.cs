namespace MeshStarter.Contracts.Quality;

/// <summary>A column that decided which rows a batch has, and not their values.</summary>
/// <param name="Dataset">The dataset, such as <c>orders.orders</c>.</param>
/// <param name="Column">Its column.</param>
/// <param name="Kind">How, in OpenLineage's words: <c>FILTER</c>, <c>JOIN</c> or <c>GROUP_BY</c>.</param>
public sealed record RowOrigin(string Dataset, string Column, string Kind);
