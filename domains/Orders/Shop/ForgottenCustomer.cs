namespace MeshStarter.Orders.Shop;

/// <summary>A customer who was forgotten.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Orders">Number of orders that were deleted; 0 if there were none.</param>
/// <param name="Events">Number of their events.</param>
internal sealed record ForgottenCustomer(Guid CustomerId, int Orders, int Events);
