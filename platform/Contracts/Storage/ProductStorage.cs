namespace MeshStarter.Contracts.Storage;

/// <summary>The storage of a product.</summary>
/// <param name="Items">The table of each major version.</param>
public sealed record ProductStorage(IReadOnlyList<StoredTable> Items)
{
    /// <summary>The progress of the retention in each store; empty where rows stay for ever.</summary>
    public IReadOnlyList<StoreRetention> Stores { get; init; } = [];

    /// <summary>Whether the domain's service answered, and each table was read: else the stores other than tables, or the table, are not known now, and are left out.</summary>
    public bool IsComplete { get; init; } = true;
}
