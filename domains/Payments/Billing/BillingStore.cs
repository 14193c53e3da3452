using Dapper;
using MeshStarter.Payments.Products.DailyRevenue;
using MeshStarter.Payments.Products.FactPaymentEvents;
using MeshStarter.Sdk.Import;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Payments.Billing;

/// <summary>
/// Matches payments with their orders, in either order of arrival. The transaction that completes a pair publishes it as a payment
/// event and computes the revenue of its day again.
/// </summary>
internal sealed partial class BillingStore(
    TimeZoneInfo shopZone,
    DataProductPublisher<PaymentEvent> events,
    DataProductPublisher<DailyRevenueRow> revenue)
{
    private const long StoreLock = 0x62_69_6C_6C_69_6E_67;

    /// <summary>Stores payments; an existing payment changes nothing.</summary>
    public async Task RecordAsync(IReadOnlyCollection<Payment> payments, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await LockAsync(transaction, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            WITH recorded AS (
                INSERT INTO billing.payments (order_id, payment_sequential, payment_type, installments, amount, occurred_at)
                SELECT DISTINCT ON (order_id, payment_sequential) order_id, payment_sequential, payment_type, installments, amount, occurred_at
                FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS given(order_id, payment_sequential, payment_type, installments, amount, occurred_at, place)
                ORDER BY order_id, payment_sequential, place
                ON CONFLICT DO NOTHING
                RETURNING *
            )
            SELECT recorded.*, orders.purchased_at, orders.revenue_date FROM recorded JOIN billing.orders USING (order_id)
            """,
            transaction.Connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = payments.Select(payment => payment.OrderId).ToArray() },
                new() { Value = payments.Select(payment => payment.PaymentSequential).ToArray() },
                new() { Value = payments.Select(payment => payment.PaymentType).ToArray() },
                new() { Value = payments.Select(payment => payment.Installments).ToArray() },
                new() { Value = payments.Select(payment => payment.Amount).ToArray() },
                new() { Value = payments.Select(payment => payment.OccurredAt).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
            },
        };
        await PublishAsync(await MatchedAsync(command, cancellationToken), transaction, cancellationToken);
    }

    /// <summary>Records placed orders; a known order changes nothing.</summary>
    public async Task PlacedAsync(IReadOnlyCollection<(Guid OrderId, DateTimeOffset PurchasedAt)> orders, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await LockAsync(transaction, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            WITH placed AS (
                INSERT INTO billing.orders (order_id, purchased_at, revenue_date)
                SELECT DISTINCT ON (order_id) * FROM unnest($1, $2, $3) AS given(order_id, purchased_at, revenue_date)
                ON CONFLICT DO NOTHING
                RETURNING *
            )
            SELECT payments.*, placed.purchased_at, placed.revenue_date FROM placed JOIN billing.payments USING (order_id)
            """,
            transaction.Connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = orders.Select(order => order.OrderId).ToArray() },
                new() { Value = orders.Select(order => order.PurchasedAt.ToUniversalTime()).ToArray() },
                new() { Value = orders.Select(order => WallClock.Day(order.PurchasedAt, shopZone)).ToArray() },
            },
        };
        await PublishAsync(await MatchedAsync(command, cancellationToken), transaction, cancellationToken);
    }

    // A payment and its order in two concurrent transactions would not see each other: one waits for the other.
    private static async Task LockAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(@Lock)", new { Lock = StoreLock }, transaction, cancellationToken: cancellationToken));

    private static async Task<IReadOnlyList<MatchedPayment>> MatchedAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<MatchedPayment> matched = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var payment = new Payment(
                reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3), reader.GetDecimal(4), reader.GetFieldValue<DateTimeOffset?>(5));
            matched.Add(new MatchedPayment(payment, reader.GetFieldValue<DateTimeOffset>(6), reader.GetFieldValue<DateOnly>(7)));
        }

        return matched;
    }

    private async Task PublishAsync(IReadOnlyList<MatchedPayment> matched, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (matched.Count == 0)
        {
            return;
        }

        await events.EmitAllAsync(matched.Select(match => PaymentEvent.Of(match.Payment, match.PurchasedAt)), transaction, cancellationToken);
        await EmitRevenueChangedAsync(revenue, [.. matched.Select(match => match.RevenueDate).Distinct()], transaction, cancellationToken);
    }

    [Emit(schema: "payments.daily_revenue")]
    private static async Task<IReadOnlyList<DailyRevenueRow>> OnRevenueChangedAsync(DateOnly[] days, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT revenue_date, count(DISTINCT order_id), count(*), sum(amount)
            FROM billing.orders JOIN billing.payments USING (order_id)
            WHERE revenue_date = ANY ($1)
            GROUP BY revenue_date
            ORDER BY revenue_date
            """,
            transaction.Connection,
            transaction)
        {
            Parameters = { new() { Value = days } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<DailyRevenueRow> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new DailyRevenueRow(reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetDecimal(3)));
        }

        return rows;
    }

    private sealed record MatchedPayment(Payment Payment, DateTimeOffset PurchasedAt, DateOnly RevenueDate);
}
