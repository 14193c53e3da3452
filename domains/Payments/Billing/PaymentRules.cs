namespace MeshStarter.Payments.Billing;

/// <summary>The rules of every payment, from any source.</summary>
internal static class PaymentRules
{
    /// <summary>The number of an order's first payment.</summary>
    public const int FirstSequential = 1;

    /// <summary>Real shops write both 0 and 1 for a payment in one part.</summary>
    public const int FewestInstallments = 0;

    /// <summary>Maximum length of a payment method, in characters.</summary>
    public const int TypeLength = 100;

    // Sums of many such amounts still fit DECIMAL(18,2). Negative amounts are refunds.
    private const decimal AmountLimit = 1_000_000_000;

    /// <summary>Returns the validation errors of a payment, by field; empty if it is valid.</summary>
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
