using MeshStarter.ServiceDefaults.Problems;
using MeshStarter.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Payments.Billing;

/// <summary>Billing's own API, for operational traffic of this domain only.</summary>
internal static class BillingEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaximumLimit = 1_000;

    public static IEndpointRouteBuilder MapBilling(this IEndpointRouteBuilder app)
    {
        var billing = app.MapGroup("").RequireOwnDomain().WithTags("billing");
        billing.MapPost("/billing/payments", RecordAsync).WithValidation<Payment>("The payment cannot be recorded.").WithName("RecordPayment").WithSummary("Record a payment for an order");
        billing.MapGet("/unmatched", UnmatchedAsync).WithQueryParameters().WithName("UnmatchedPayments").WithSummary("Payments whose order has not come, by order and number");
        return app;
    }

    private static async Task<NoContent> RecordAsync(Payment payment, PaymentService service, TimeProvider time, CancellationToken cancellationToken)
    {
        await service.RecordAsync([payment with { OccurredAt = (payment.OccurredAt ?? time.GetUtcNow()).ToUniversalTime() }], cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<UnmatchedPage>, ProblemHttpResult>> UnmatchedAsync(
        PaymentService service, CancellationToken cancellationToken, string? after = null, int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaximumLimit)
        {
            return BadRequest($"limit: must be a whole number from 1 to {MaximumLimit}.");
        }

        PaymentKey? last = null;
        if (after is { Length: > 0 } && !PaymentKey.TryParse(after, out last))
        {
            return BadRequest("after: must be the next of a page before, or be left out.");
        }

        // One more than the page, to detect a next page.
        var found = await service.UnmatchedAsync(last, limit + 1, cancellationToken);
        return TypedResults.Ok(found.Count > limit
            ? new UnmatchedPage([.. found.Take(limit)], new PaymentKey(found[limit - 1].OrderId, found[limit - 1].PaymentSequential).ToString())
            : new UnmatchedPage(found, Next: null));
    }

    private static ProblemHttpResult BadRequest(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest, type: ProblemTypes.BadRequest);
}
