using MeshStarter.Payments.Products.DailyRevenue;
using MeshStarter.Payments.Products.FactPaymentEvents;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Payments.Billing;

/// <summary>
/// Matches payments with their orders, in either order of arrival. The transaction that completes a pair publishes it as a payment
/// event and computes the revenue of its day again.
/// </summary>
internal sealed partial class PaymentService(NpgsqlDataSource database, DataProductPublisher<PaymentEvent> events, DataProductPublisher<DailyRevenueRow> revenue)
{
    /// <summary>Records payments in a transaction of their own; an existing payment changes nothing.</summary>
    public Task RecordAsync(IEnumerable<Payment> payments, CancellationToken cancellationToken) =>
        database.InTransactionAsync(transaction => RecordAsync(payments, transaction, cancellationToken), cancellationToken);

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
    public Task<IReadOnlyList<Payment>> UnmatchedAsync(PaymentKey? after, int limit, CancellationToken cancellationToken) => database.QueryAsync<Payment>(
        """
        SELECT * FROM billing.payments
        WHERE (@OrderId IS NULL OR (order_id, payment_sequential) > (@OrderId, @PaymentSequential))
          AND NOT EXISTS (SELECT FROM billing.orders WHERE orders.order_id = payments.order_id)
        ORDER BY order_id, payment_sequential LIMIT @limit
        """,
        new { after?.OrderId, after?.PaymentSequential, limit }, cancellationToken);

    /// <summary>Gets the number of payments without an order.</summary>
    public Task<long> CountUnmatchedAsync(CancellationToken cancellationToken) => database.FirstAsync<long>(
        "SELECT count(*) FROM billing.payments WHERE NOT EXISTS (SELECT FROM billing.orders WHERE orders.order_id = payments.order_id)", parameters: null, cancellationToken);

    [Emit(schema: "payments.daily_revenue")]
    private static Task<IReadOnlyList<DailyRevenueRow>> OnRevenueChangedAsync(IReadOnlyList<DateOnly> days, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        BillingStore.RevenueAsync(days, transaction, cancellationToken);

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
