using Dapper;
using MeshStarter.Payments.Products.DailyRevenue;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Payments.Billing;

/// <summary>Stores payments and the orders they pay; a statement each, in the caller's transaction.</summary>
internal static class BillingStore
{
    private const long StoreLock = 0x62_69_6C_6C_69_6E_67;

    /// <summary>Waits for others that store: a payment and its order in two concurrent transactions would not see each other.</summary>
    public static Task LockAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("SELECT pg_advisory_xact_lock(@StoreLock)", new { StoreLock }, cancellationToken);

    /// <summary>Stores payments; an existing payment changes nothing.</summary>
    /// <returns>The new ones whose order is known.</returns>
    public static Task<IEnumerable<MatchedPayment>> RecordAsync(IEnumerable<Payment> payments, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        MatchedAsync(
            """
            WITH recorded AS (
                INSERT INTO billing.payments SELECT * FROM jsonb_populate_recordset(NULL::billing.payments, @rows)
                ON CONFLICT DO NOTHING
                RETURNING *
            )
            SELECT recorded.*, orders.* FROM recorded JOIN billing.orders USING (order_id)
            """,
            RowsParameter.Of(payments), transaction, cancellationToken);

    /// <summary>Stores placed orders; a known order changes nothing.</summary>
    /// <returns>The payments of the new ones.</returns>
    public static Task<IEnumerable<MatchedPayment>> PlaceAsync(IEnumerable<BilledOrder> orders, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        MatchedAsync(
            """
            WITH placed AS (
                INSERT INTO billing.orders SELECT * FROM jsonb_populate_recordset(NULL::billing.orders, @rows)
                ON CONFLICT DO NOTHING
                RETURNING *
            )
            SELECT payments.*, placed.* FROM placed JOIN billing.payments USING (order_id)
            """,
            RowsParameter.Of(orders), transaction, cancellationToken);

    /// <summary>Computes the revenue of days.</summary>
    public static Task<IReadOnlyList<DailyRevenueRow>> RevenueAsync(IReadOnlyList<DateOnly> days, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.QueryAsync<DailyRevenueRow>(
            """
            SELECT revenue_date, count(DISTINCT order_id) AS orders, count(*) AS payments, sum(amount) AS revenue
            FROM billing.orders JOIN billing.payments USING (order_id)
            WHERE revenue_date = ANY(@days)
            GROUP BY revenue_date
            ORDER BY revenue_date
            """,
            new { days }, cancellationToken);

    private static Task<IEnumerable<MatchedPayment>> MatchedAsync(string sql, RowsParameter rows, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection!.QueryAsync<Payment, BilledOrder, MatchedPayment>(
            new CommandDefinition(sql, new { rows }, transaction, cancellationToken: cancellationToken), (payment, order) => new MatchedPayment(payment, order), splitOn: "order_id");
}
