using Dapper;
using MeshStarter.Orders.Products.Orders;
using Npgsql;

namespace MeshStarter.Orders.Shop;

/// <summary>Emits the orders of the shop again, as they are.</summary>
internal sealed class OrdersRefill(DataProductPublisher<OrdersRow> rows) : IRefill
{
    public string Product => "orders";

    public async Task<RefillPage> EmitAsync(string? after, int limit, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var found = (await OrderStore.LockAfterAsync(after is null ? null : Guid.Parse(after), limit, transaction, cancellationToken)).AsList();
        await rows.EmitAllAsync(found.Select(OrdersRow.Of), transaction, cancellationToken);
        return new RefillPage(found.Count, found.Count < limit ? null : found[^1].OrderId.ToString());
    }
}
