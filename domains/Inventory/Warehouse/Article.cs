namespace MeshStarter.Inventory.Warehouse;

/// <summary>A product in the warehouse's list.</summary>
internal sealed record Article(Guid ProductId, string? Category);
