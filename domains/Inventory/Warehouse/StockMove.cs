namespace MeshStarter.Inventory.Warehouse;

/// <summary>Pieces of a product that left the warehouse, or were returned (less than zero).</summary>
internal sealed record StockMove(Guid ProductId, long Pieces, DateTimeOffset At);
