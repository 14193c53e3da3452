using Dapper;
using Npgsql;

namespace MeshStarter.Payments.Billing;

/// <summary>Records payments; the import and the API both use it.</summary>
internal sealed class PaymentService(NpgsqlDataSource database, BillingStore store)
{
    /// <summary>Records payments in a transaction of their own.</summary>
    public async Task RecordAsync(IReadOnlyCollection<Payment> payments, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await store.RecordAsync(payments, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Gets payments without an order, by order and number, after a key.</summary>
    public async Task<IReadOnlyList<Payment>> UnmatchedAsync(PaymentKey? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(Guid, int, string, int, decimal, DateTime?)>(new CommandDefinition(
            """
            SELECT order_id, payment_sequential, payment_type, installments, amount, occurred_at
            FROM billing.payments
            WHERE (@OrderId IS NULL OR (order_id, payment_sequential) > (@OrderId, @PaymentSequential))
              AND NOT EXISTS (SELECT FROM billing.orders WHERE orders.order_id = payments.order_id)
            ORDER BY order_id, payment_sequential LIMIT @Limit
            """,
            new { after?.OrderId, after?.PaymentSequential, Limit = limit },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => new Payment(row.Item1, row.Item2, row.Item3, row.Item4, row.Item5, row.Item6))];
    }

    /// <summary>Gets the number of payments without an order.</summary>
    public async Task<long> CountUnmatchedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT count(*) FROM billing.payments WHERE NOT EXISTS (SELECT FROM billing.orders WHERE orders.order_id = payments.order_id)",
            cancellationToken: cancellationToken));
    }
}
