namespace MeshStarter.Orders.Products.FactOrderEvents;

/// <summary>One product in an order, as <see cref="OrderEvent"/> tells of it.</summary>
internal sealed record OrderEventItem(Guid ProductId, int Quantity, decimal Price);
