using Dapper;
using MeshStarter.Payments.Products.DailyRevenue;
using MeshStarter.Payments.Products.FactPaymentEvents;
using Npgsql;

namespace MeshStarter.Payments.Billing;

/// <summary>
/// Matches payments with their orders, in either order of arrival. The transaction that completes a pair publishes it as a payment
/// event and computes the revenue of its day again.
/// </summary>
internal sealed partial class PaymentService(NpgsqlDataSource database, DataProductPublisher<PaymentEvent> events, DataProductPublisher<DailyRevenueRow> revenue)
{
    /// <summary>Records payments in a transaction of their own; an existing payment changes nothing.</summary>
    public async Task RecordAsync(IEnumerable<Payment> payments, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RecordAsync(payments, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Records payments; an existing payment changes nothing.</summary>
    public async Task RecordAsync(IEnumerable<Payment> payments, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await BillingStore.LockAsync(transaction, cancellationToken);
        await PublishAsync(await BillingStore.RecordAsync(payments, transaction, cancellationToken), transaction, cancellationToken);
    }

    /// <summary>Records placed orders; a known order changes nothing.</summary>
    public async Task PlaceAsync(IEnumerable<BilledOrder> orders, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await BillingStore.LockAsync(transaction, cancellationToken);
        await PublishAsync(await BillingStore.PlaceAsync(orders, transaction, cancellationToken), transaction, cancellationToken);
    }

    /// <summary>Gets payments without an order, by order and number, after a key.</summary>
    public async Task<IReadOnlyList<Payment>> UnmatchedAsync(PaymentKey? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Payment>(new CommandDefinition(
            """
            SELECT * FROM billing.payments
            WHERE (@OrderId IS NULL OR (order_id, payment_sequential) > (@OrderId, @PaymentSequential))
              AND NOT EXISTS (SELECT FROM billing.orders WHERE orders.order_id = payments.order_id)
            ORDER BY order_id, payment_sequential LIMIT @limit
            """,
            new { after?.OrderId, after?.PaymentSequential, limit }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Gets the number of payments without an order.</summary>
    public async Task<long> CountUnmatchedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT count(*) FROM billing.payments WHERE NOT EXISTS (SELECT FROM billing.orders WHERE orders.order_id = payments.order_id)", cancellationToken: cancellationToken));
    }

    [Emit(schema: "payments.daily_revenue")]
    private static async Task<IReadOnlyList<DailyRevenueRow>> OnRevenueChangedAsync(IReadOnlyList<DateOnly> days, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        (await BillingStore.RevenueAsync(days, transaction, cancellationToken)).AsList();

    private async Task PublishAsync(IEnumerable<MatchedPayment> matched, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var days = matched.Select(match => match.Order.RevenueDate).Distinct().ToList();
        if (days.Count > 0)
        {
            await events.EmitAllAsync(matched.Select(PaymentEvent.Of), transaction, cancellationToken);
            await EmitRevenueChangedAsync(revenue, days, transaction, cancellationToken);
        }
    }
}
