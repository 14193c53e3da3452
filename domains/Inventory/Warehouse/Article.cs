namespace MeshStarter.Inventory.Warehouse;

/// <summary>A product as the warehouse's list knows it.</summary>
internal sealed record Article(Guid ProductId, string? Category);
