using Npgsql;

namespace MeshStarter.Orders.Shop;

/// <summary>Emits the orders of the shop again.</summary>
internal sealed class OrdersRefill(OrderService service) : IRefill
{
    public string Product => "orders";

    public Task<RefillPage> EmitAsync(string? after, int limit, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        service.EmitAgainAsync(after is null ? null : Guid.Parse(after), limit, transaction, cancellationToken);
}
