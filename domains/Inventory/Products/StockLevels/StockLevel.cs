namespace MeshStarter.Inventory.Products.StockLevels;

/// <summary>A row of <c>inventory.stock_levels</c>.</summary>
internal sealed record StockLevel(Guid ProductId, string? Category, long Opening, long Sold, long OnHand, DateTimeOffset? UpdatedAt);
