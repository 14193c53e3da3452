namespace MeshStarter.Inventory.Warehouse;

/// <summary>The stock of a product.</summary>
internal sealed record Stock
{
    public required Guid ProductId { get; init; }

    public string? Category { get; init; }

    /// <summary>Pieces before the first order.</summary>
    public required long Opening { get; init; }

    /// <summary>Pieces in orders that were placed and not canceled.</summary>
    public required long Sold { get; init; }

    /// <summary>The time of the newest order that counts; null without one.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
