using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Orders.Products.FactOrderEvents;
using MeshStarter.Orders.Products.Orders;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Orders.Shop;

/// <summary>
/// Changes orders; the import, the simulator and the API all use it. The change and the rows that it emits commit together.
/// </summary>
internal sealed class OrderService(
    NpgsqlDataSource database,
    DataProductPublisher<OrderEvent> events,
    DataProductPublisher<OrdersRow> orders)
{
    private const string Columns =
        """
        order_id, customer_id, status, customer_email, customer_address, customer_city, customer_state,
        purchased_at, approved_at, shipped_at, delivered_at, canceled_at, estimated_delivery, items
        """;

    /// <summary>Stores orders as they are given; an identical order changes nothing.</summary>
    /// <returns>Number of new or changed orders.</returns>
    public async Task<int> SaveAsync(IReadOnlyCollection<Order> given, CancellationToken cancellationToken)
    {
        // The last of several duplicates in one call counts.
        var saved = given.GroupBy(order => order.OrderId).Select(group => group.Last()).ToList();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await SaveAsync(saved, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    /// <summary>Advances an order by one step, under a lock against concurrent changes.</summary>
    /// <returns>The order before and after (null if it cannot take the step); both null if there is no such order.</returns>
    public async Task<(Order? Before, Order? After)> MoveAsync(Guid orderId, Func<Order, Order?> step, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM shop.orders WHERE order_id = $1 FOR UPDATE", connection, transaction) { Parameters = { new() { Value = orderId } } };
        var before = (await ReadAsync(command, cancellationToken)).SingleOrDefault();
        var after = before is null ? null : step(before);
        if (after is not null)
        {
            await SaveAsync([after], transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return (before, after);
    }

    /// <summary>Advances orders by one step, all in one transaction; an order that cannot take the step is unchanged.</summary>
    /// <returns>Number of advanced orders.</returns>
    public async Task<int> MoveAsync(IReadOnlyCollection<Guid> orderIds, Func<Order, Order?> step, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM shop.orders WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE", connection, transaction) { Parameters = { new() { Value = orderIds.ToArray() } } };
        var moved = (await ReadAsync(command, cancellationToken)).Select(step).OfType<Order>().ToList();
        await SaveAsync(moved, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return moved.Count;
    }

    /// <summary>
    /// Forgets a customer: deletes the orders, here and in both products. Orders of before are not stored again; the customer may order again.
    /// </summary>
    /// <returns>Number of deleted orders and events.</returns>
    public async Task<ForgottenCustomer> ForgetAsync(Guid customerId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            WITH forgotten AS (
                INSERT INTO shop.forgotten_customers (customer_id, forgotten_at) VALUES ($1, $2)
                ON CONFLICT (customer_id) DO UPDATE SET forgotten_at = excluded.forgotten_at
            )
            DELETE FROM shop.orders WHERE customer_id = $1 RETURNING {Columns}
            """,
            connection,
            transaction)
        {
            Parameters = { new() { Value = customerId }, new() { Value = now.ToUniversalTime() } },
        };
        var deleted = await ReadAsync(command, cancellationToken);
        var happened = deleted.SelectMany(OrderEvents.IdsOf).ToList();
        await orders.DeleteAllAsync(deleted.Select(order => order.OrderId), transaction, cancellationToken);
        await events.DeleteAllAsync(happened, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ForgottenCustomer(customerId, deleted.Count, happened.Count);
    }

    /// <summary>Emits orders as they are, in the order of their ids, under a lock against concurrent changes.</summary>
    public async Task<RefillPage> EmitAgainAsync(Guid? after, int limit, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {Columns} FROM shop.orders WHERE $1::uuid IS NULL OR order_id > $1 ORDER BY order_id LIMIT $2 FOR UPDATE", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, new() { Value = limit } },
        };
        var found = await ReadAsync(command, cancellationToken);
        await orders.EmitAllAsync(found.Select(OrdersRow.Of), transaction, cancellationToken);
        return new RefillPage(found.Count, found.Count < limit ? null : found[^1].OrderId.ToString());
    }

    /// <summary>Gets an order; null if there is none of that id.</summary>
    public async Task<Order?> FindAsync(Guid orderId, CancellationToken cancellationToken) =>
        (await ReadAsync($"SELECT {Columns} FROM shop.orders WHERE order_id = $1", orderId, cancellationToken)).SingleOrDefault();

    /// <summary>Gets the ids of open orders, oldest first.</summary>
    public async Task<IReadOnlyList<Guid>> OpenAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT array_agg(order_id) FROM (SELECT order_id FROM shop.orders WHERE delivered_at IS NULL AND canceled_at IS NULL ORDER BY purchased_at LIMIT $1) AS open");
        command.Parameters.Add(new() { Value = limit });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid[] ?? [];
    }

    private async Task<int> SaveAsync(IReadOnlyList<Order> saved, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var changed = await UpsertAsync(saved, transaction, cancellationToken);
        var news = saved.Where(order => changed.Contains(order.OrderId)).ToList();
        await events.EmitOrdersChangedAsync(news, transaction, cancellationToken);
        await orders.EmitAllAsync(news.Select(OrdersRow.Of), transaction, cancellationToken);
        return news.Count;
    }

    private static async Task<HashSet<Guid>> UpsertAsync(IReadOnlyList<Order> saved, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO shop.orders ({Columns})
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS given({Columns})
            WHERE NOT EXISTS (SELECT FROM shop.forgotten_customers AS forgotten WHERE forgotten.customer_id = given.customer_id AND given.purchased_at <= forgotten.forgotten_at)
            ON CONFLICT (order_id) DO UPDATE SET
                (customer_id, status, customer_email, customer_address, customer_city, customer_state,
                 purchased_at, approved_at, shipped_at, delivered_at, canceled_at, estimated_delivery, items)
              = (excluded.customer_id, excluded.status, excluded.customer_email, excluded.customer_address, excluded.customer_city,
                 excluded.customer_state, excluded.purchased_at, excluded.approved_at, excluded.shipped_at, excluded.delivered_at,
                 excluded.canceled_at, excluded.estimated_delivery, excluded.items)
            WHERE (orders.*) IS DISTINCT FROM (excluded.*)
            RETURNING order_id
            """,
            transaction.Connection,
            transaction)
        {
            Parameters =
            {
                Column(order => order.OrderId),
                Column(order => order.CustomerId),
                Column(order => order.Status),
                Column(order => order.CustomerEmail),
                Column(order => order.CustomerAddress),
                Column(order => order.CustomerCity),
                Column(order => order.CustomerState),
                Column(order => order.PurchasedAt),
                Column(order => order.ApprovedAt),
                Column(order => order.ShippedAt),
                Column(order => order.DeliveredAt),
                Column(order => order.CanceledAt),
                Column(order => order.EstimatedDelivery),
                new()
                {
                    Value = saved.Select(order => JsonSerializer.Serialize(order.Items, MeshJson.Options)).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
                },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<Guid> changed = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            changed.Add(reader.GetGuid(0));
        }

        return changed;

        NpgsqlParameter Column<T>(Func<Order, T> value) => new NpgsqlParameter<T[]> { TypedValue = [.. saved.Select(value)] };
    }

    private async Task<IReadOnlyList<Order>> ReadAsync(string sql, object parameter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
        return await ReadAsync(command, cancellationToken);
    }

    private static async Task<IReadOnlyList<Order>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Order> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new Order
            {
                OrderId = reader.GetGuid(0),
                CustomerId = reader.GetGuid(1),
                Status = reader.GetString(2),
                CustomerEmail = reader.GetString(3),
                CustomerAddress = reader.GetString(4),
                CustomerCity = reader.IsDBNull(5) ? null : reader.GetString(5),
                CustomerState = reader.IsDBNull(6) ? null : reader.GetString(6),
                PurchasedAt = reader.GetFieldValue<DateTimeOffset>(7),
                ApprovedAt = reader.GetFieldValue<DateTimeOffset?>(8),
                ShippedAt = reader.GetFieldValue<DateTimeOffset?>(9),
                DeliveredAt = reader.GetFieldValue<DateTimeOffset?>(10),
                CanceledAt = reader.GetFieldValue<DateTimeOffset?>(11),
                EstimatedDelivery = reader.GetFieldValue<DateOnly?>(12),
                Items = JsonSerializer.Deserialize<IReadOnlyList<OrderItem>>(reader.GetString(13), MeshJson.Options)!,
            });
        }

        return found;
    }
}
