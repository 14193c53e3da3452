using MeshStarter.Contracts;
using MeshStarter.Sdk.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Payments.Billing;

/// <summary>Billing's own API: operational traffic of this domain and nobody else's.</summary>
internal static class BillingEndpoints
{
    private const int PageSize = 1_000;

    public static IEndpointRouteBuilder MapBilling(this IEndpointRouteBuilder app)
    {
        var billing = app.MapGroup("").RequireOwnDomain().WithTags("billing");
        billing.MapPost("/billing/payments", RecordAsync).WithName("RecordPayment").WithSummary("Record a payment for an order");
        billing.MapGet("/unmatched", UnmatchedAsync).WithName("UnmatchedPayments").WithSummary("Payments whose order has not come");
        return app;
    }

    private static async Task<Results<NoContent, ValidationProblem>> RecordAsync(
        Payment payment, PaymentDesk desk, TimeProvider time, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> problems = new(StringComparer.Ordinal);
        if (payment.PaymentSequential < 1)
        {
            problems["payment_sequential"] = ["The first payment of an order is 1, the next 2."];
        }

        if (payment.Amount != decimal.Round(payment.Amount, 2) || Math.Abs(payment.Amount) > 1_000_000_000)
        {
            problems["amount"] = ["An amount has at most two decimals and is at most 1000000000."];
        }

        if (payment.PaymentType.Length is 0 or > 100)
        {
            problems["payment_type"] = ["A type of 1 to 100 characters is needed, such as credit_card."];
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems, type: ProblemTypes.BadRequest, title: "The payment cannot be recorded.");
        }

        await desk.RecordAsync([payment with { OccurredAt = (payment.OccurredAt ?? time.GetUtcNow()).ToUniversalTime() }], cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<UnmatchedPage>> UnmatchedAsync(PaymentDesk desk, CancellationToken cancellationToken, int offset = 0) =>
        TypedResults.Ok(new UnmatchedPage(
            await desk.UnmatchedAsync(PageSize, Math.Max(0, offset), cancellationToken),
            await desk.CountUnmatchedAsync(cancellationToken)));
}
