using MeshStarter.Orders.Products.FactOrderEvents;
using MeshStarter.Orders.Products.Orders;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Orders.Shop;

/// <summary>Changes orders; the API, an import and a simulator all use it. A change and the rows that it emits commit together.</summary>
internal sealed class OrderService(NpgsqlDataSource database, DataProductPublisher<OrderEvent> events, DataProductPublisher<OrdersRow> rows)
{
    /// <summary>Gets an order; null if there is none of that id.</summary>
    public Task<Order?> FindAsync(Guid orderId, CancellationToken cancellationToken) =>
        database.FirstAsync<Order>("SELECT * FROM shop.orders WHERE order_id = @orderId", new { orderId }, cancellationToken);

    /// <summary>Stores orders; an identical order changes nothing, and the last of several with one id counts.</summary>
    /// <returns>Number of new or changed orders.</returns>
    public Task<int> SaveAsync(IEnumerable<Order> orders, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => SaveAsync([.. orders.GroupBy(order => order.OrderId).Select(group => group.Last())], transaction, cancellationToken), cancellationToken);

    /// <summary>Stores orders of different ids that are not there yet. One that is there stays as it is: it may have changed since.</summary>
    public Task ImportAsync(IReadOnlyList<Order> orders, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction => await EmitAsync(orders, await OrderStore.InsertAsync(orders, transaction, cancellationToken), transaction, cancellationToken), cancellationToken);

    /// <summary>Advances orders by a step, all in one transaction; an order that cannot take it is unchanged.</summary>
    /// <returns>The orders before and after it (null if an order cannot take it), without those that do not exist.</returns>
    public Task<IReadOnlyList<(Order Before, Order? After)>> MoveAsync(IEnumerable<Guid> orderIds, Func<Order, Order?> step, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        IReadOnlyList<(Order Before, Order? After)> moves = [.. (await OrderStore.LockAsync(orderIds, transaction, cancellationToken)).Select(order => (order, step(order)))];
        await SaveAsync([.. moves.Select(move => move.After).OfType<Order>()], transaction, cancellationToken);
        return moves;
    }, cancellationToken);

    /// <summary>Forgets a customer: deletes the orders, here and in both products. Orders of before are not stored again; the customer may order again.</summary>
    public Task<ForgottenCustomer> ForgetAsync(Guid customerId, DateTimeOffset now, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        var deleted = await OrderStore.ForgetAsync(customerId, now, transaction, cancellationToken);
        await rows.DeleteAllAsync(deleted.Select(order => order.OrderId), transaction, cancellationToken);
        await events.DeleteAllAsync(deleted.SelectMany(OrderEvents.IdsOf), transaction, cancellationToken);
        return new ForgottenCustomer(customerId, deleted.Count, OrderEvents.OnOrdersChanged(deleted).Count());
    }, cancellationToken);

    private async Task<int> SaveAsync(IReadOnlyList<Order> orders, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        await EmitAsync(orders, await OrderStore.UpsertAsync(orders, transaction, cancellationToken), transaction, cancellationToken);

    private async Task<int> EmitAsync(IReadOnlyList<Order> orders, IReadOnlyList<Guid> stored, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var changed = orders.IntersectBy(stored, order => order.OrderId).ToList();
        await events.EmitOrdersChangedAsync(changed, transaction, cancellationToken);
        await rows.EmitAllAsync(changed.Select(OrdersRow.Of), transaction, cancellationToken);
        return changed.Count;
    }
}
