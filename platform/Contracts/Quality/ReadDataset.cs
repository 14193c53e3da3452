namespace MeshStarter.Contracts.Quality;

/// <summary>A dataset, and the state of it that was read.</summary>
/// <param name="Name">The dataset, such as <c>orders.orders</c>.</param>
/// <param name="Version">The state; null where there was none.</param>
public sealed record ReadDataset(string Name, string? Version)
{
    /// <summary>The namespace of the name, such as <c>postgres://db:5432</c>; null for the mesh's own.</summary>
    public string? Namespace { get; init; }
}
