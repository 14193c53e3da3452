using MeshStarter.Payments.Products.FactPaymentEvents;

namespace MeshStarter.Payments.Products.MonthlyClose;

/// <summary>The totals of a month's payments by one method. A negative amount is a refund.</summary>
internal sealed class MethodTotals
{
    private readonly HashSet<Guid> _orders = [];
    private long _payments;
    private long _refunds;
    private decimal _paid;
    private decimal _refunded;

    /// <summary>Adds a payment.</summary>
    /// <returns>These totals.</returns>
    public MethodTotals Add(PaymentEvent payment)
    {
        _orders.Add(payment.OrderId);
        if (payment.Amount < 0)
        {
            _refunds++;
            _refunded -= payment.Amount;
        }
        else
        {
            _payments++;
            _paid += payment.Amount;
        }

        return this;
    }

    public MonthlyCloseRow ToRow(DateOnly month, string paymentType) => new(month, paymentType, _orders.Count, _payments, _refunds, _paid, _refunded, _paid - _refunded);
}
