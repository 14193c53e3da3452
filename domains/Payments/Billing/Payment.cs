using System.ComponentModel.DataAnnotations;
using MeshStarter.ServiceDefaults.Validation;

namespace MeshStarter.Payments.Billing;

/// <summary>A payment for an order; an order may have several.</summary>
internal sealed record Payment
{
    /// <summary>The number of an order's first payment.</summary>
    public const int FirstSequential = 1;

    /// <summary>Real shops write both 0 and 1 for a payment in one part.</summary>
    public const int FewestInstallments = 0;

    /// <summary>Maximum length of a payment method, in characters.</summary>
    public const int TypeLength = 100;

    // Sums of many such amounts still fit DECIMAL(18,2). Negative amounts are refunds.
    private const double AmountLimit = 999_999_999.99;
    private const string AmountRule = "An amount has at most two decimals and is less than 1000000000.";

    /// <summary>The order it pays.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>1 for the first payment of the order, 2 for the next.</summary>
    [Range(FirstSequential, int.MaxValue, ErrorMessage = "The first payment of an order is 1, the next 2.")]
    public required int PaymentSequential { get; init; }

    /// <summary>Payment method, such as <c>credit_card</c>.</summary>
    [Length(1, TypeLength, ErrorMessage = "A type of 1 to 100 characters is needed, such as credit_card.")]
    public required string PaymentType { get; init; }

    /// <summary>Number of installments.</summary>
    [Range(FewestInstallments, int.MaxValue, ErrorMessage = "A payment has 0 or more installments.")]
    public required int Installments { get; init; }

    /// <summary>Amount paid.</summary>
    [Range(-AmountLimit, AmountLimit, ErrorMessage = AmountRule), DecimalPlaces(2, ErrorMessage = AmountRule)]
    public required decimal Amount { get; init; }

    /// <summary>Time of the payment; null if the source has none, then the order's time is used.</summary>
    [Range(typeof(DateTimeOffset), "2000-01-01T00:00:00Z", "2099-12-31T23:59:59.999999Z", ParseLimitsInInvariantCulture = true, ErrorMessage = "A payment has a time of the years 2000 to 2099; leave it out when it is not known.")]
    public DateTimeOffset? OccurredAt { get; init; }
}
