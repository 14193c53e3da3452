namespace MeshStarter.Orders.Shop;

/// <summary>One product in an order.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">Pieces, at least one.</param>
/// <param name="Price">Price of a piece.</param>
/// <param name="Freight">Freight for all pieces together.</param>
internal sealed record OrderItem(Guid ProductId, int Quantity, decimal Price, decimal Freight);
