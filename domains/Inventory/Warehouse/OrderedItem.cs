namespace MeshStarter.Inventory.Warehouse;

/// <summary>Pieces of a product in an order.</summary>
internal sealed record OrderedItem(Guid ProductId, int Quantity);
