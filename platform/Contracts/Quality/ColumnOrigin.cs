namespace MeshStarter.Contracts.Quality;

/// <summary>A column that another column was made from.</summary>
/// <param name="Dataset">The dataset, such as <c>orders.orders</c>.</param>
/// <param name="Column">Its column.</param>
/// <param name="IsAggregated">Whether several rows' values went into one.</param>
public sealed record ColumnOrigin(string Dataset, string Column, bool IsAggregated = false);
