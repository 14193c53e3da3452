namespace MeshStarter.Payments.Billing;

/// <summary>What every payment keeps, whoever brings it.</summary>
internal static class PaymentRules
{
    /// <summary>The number of an order's first payment.</summary>
    public const int FirstSequential = 1;

    /// <summary>Real shops write 0 where a payment is not parted, as well as 1.</summary>
    public const int FewestInstallments = 0;

    /// <summary>Most characters of a way to pay.</summary>
    public const int TypeLength = 100;

    // Sums of many such amounts still fit DECIMAL(18,2). Below zero is money that goes back.
    private const decimal AmountLimit = 1_000_000_000;

    /// <summary>What is wrong with a payment, by field; empty when it is fine.</summary>
    public static Dictionary<string, string[]> Problems(Payment payment)
    {
        Dictionary<string, string[]> problems = new(StringComparer.Ordinal);
        if (payment.PaymentSequential < FirstSequential)
        {
            problems["payment_sequential"] = ["The first payment of an order is 1, the next 2."];
        }

        if (payment.Installments < FewestInstallments)
        {
            problems["installments"] = ["A payment has 0 or more installments."];
        }

        if (payment.Amount != decimal.Round(payment.Amount, 2) || Math.Abs(payment.Amount) >= AmountLimit)
        {
            problems["amount"] = [$"An amount has at most two decimals and is less than {AmountLimit}."];
        }

        if (payment.PaymentType.Length is 0 or > TypeLength)
        {
            problems["payment_type"] = [$"A type of 1 to {TypeLength} characters is needed, such as credit_card."];
        }

        return problems;
    }
}
