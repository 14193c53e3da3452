using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Orders.Shop;

/// <summary>Stores orders; a statement each, in the caller's transaction.</summary>
internal static class OrderStore
{
    private const string ForgetLock = "hashtextextended('shop.forgotten_customers', 0)";

    /// <summary>Stores orders of different ids, but for those of customers who were forgotten since.</summary>
    /// <returns>The ids of new and changed orders.</returns>
    public static Task<IReadOnlyList<Guid>> UpsertAsync(IEnumerable<Order> orders, NpgsqlTransaction transaction, CancellationToken cancellationToken) => StoreAsync(
        """
        (order_id) DO UPDATE SET
            (customer_id, status, customer_email, customer_address, customer_city, customer_state,
             purchased_at, approved_at, shipped_at, delivered_at, canceled_at, estimated_delivery, items)
          = (excluded.customer_id, excluded.status, excluded.customer_email, excluded.customer_address, excluded.customer_city,
             excluded.customer_state, excluded.purchased_at, excluded.approved_at, excluded.shipped_at, excluded.delivered_at,
             excluded.canceled_at, excluded.estimated_delivery, excluded.items)
        WHERE (orders.*) IS DISTINCT FROM (excluded.*)
        """,
        orders, transaction, cancellationToken);

    /// <summary>Stores orders of different ids, but for those that are there and those of customers who were forgotten since.</summary>
    /// <returns>The ids of new orders.</returns>
    public static Task<IReadOnlyList<Guid>> InsertAsync(IEnumerable<Order> orders, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        StoreAsync("DO NOTHING", orders, transaction, cancellationToken);

    /// <summary>Gets orders, under a lock against concurrent changes.</summary>
    public static async Task<IReadOnlyList<Order>> LockAsync(IEnumerable<Guid> orderIds, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await ShareAsync(transaction, cancellationToken);
        return await transaction.QueryAsync<Order>(
            "SELECT * FROM shop.orders WHERE order_id = ANY(@orderIds) ORDER BY order_id FOR UPDATE", new { orderIds = orderIds.ToList() }, cancellationToken);
    }

    /// <summary>Deletes a customer's orders, and notes that the customer was forgotten.</summary>
    /// <returns>The orders as they were.</returns>
    public static async Task<IReadOnlyList<Order>> ForgetAsync(Guid customerId, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // Waits for the transactions that store orders: one that did not see that the customer is forgotten, and whose orders this one does not see.
        await transaction.ExecuteAsync($"SELECT pg_advisory_xact_lock({ForgetLock})", null, cancellationToken);
        return await transaction.QueryAsync<Order>(
            """
            WITH forgotten AS (
                INSERT INTO shop.forgotten_customers (customer_id, forgotten_at) VALUES (@customerId, @now)
                ON CONFLICT (customer_id) DO UPDATE SET forgotten_at = excluded.forgotten_at
            )
            DELETE FROM shop.orders WHERE customer_id = @customerId RETURNING *
            """,
            new { customerId, now = now.ToUniversalTime() }, cancellationToken);
    }

    private static async Task<IReadOnlyList<Guid>> StoreAsync(string onConflict, IEnumerable<Order> orders, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await ShareAsync(transaction, cancellationToken);
        return await transaction.QueryAsync<Guid>(
            $"""
            INSERT INTO shop.orders
            SELECT * FROM jsonb_populate_recordset(NULL::shop.orders, @orders) AS saved
            WHERE NOT EXISTS (SELECT FROM shop.forgotten_customers AS forgotten WHERE forgotten.customer_id = saved.customer_id AND saved.purchased_at <= forgotten.forgotten_at)
            ON CONFLICT {onConflict}
            RETURNING order_id
            """,
            new { orders = RowsParameter.Of(orders) }, cancellationToken);
    }

    // Before any row is locked, so that two transactions do not wait for each other; by itself, so that the next statement sees what was committed before.
    private static Task ShareAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync($"SELECT pg_advisory_xact_lock_shared({ForgetLock})", null, cancellationToken);
}
