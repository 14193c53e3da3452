using MeshStarter.Payments.Products.FactPaymentEvents;
using MeshStarter.Sdk.Pipelines;

namespace MeshStarter.Payments.Products.MonthlyClose;

/// <summary>Closes a month: sums its payments by method.</summary>
internal sealed class MonthlyClosePipeline : IPipeline<MonthlyCloseRow>
{
    public Task<PipelineResult<MonthlyCloseRow>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken)
    {
        var events = window.Rows("payments.fact_payment_events").ReadAsync<PaymentEvent>(cancellationToken);
        return Task.FromResult(new PipelineResult<MonthlyCloseRow>(Close(DateOnly.FromDateTime(window.Window.LocalStart), events)));
    }

    /// <summary>Sums the payments of one month, a row a method. One row is in memory at a time.</summary>
    /// <param name="month">The first local day of the month.</param>
    /// <param name="events">Its payments.</param>
    public static IAsyncEnumerable<MonthlyCloseRow> Close(DateOnly month, IAsyncEnumerable<PaymentEvent> events) => events
        .AggregateBy(paid => paid.PaymentType, _ => new MethodTotals(), (totals, paid) => totals.Add(paid))
        .Select(method => method.Value.ToRow(month, method.Key));
}
