namespace MeshStarter.Contracts;

/// <summary>A dataset, and the state of it that was read.</summary>
/// <param name="Name">The dataset, such as <c>orders.orders</c>.</param>
/// <param name="Version">The state; null where there was none.</param>
public sealed record ReadDataset(string Name, string? Version);
