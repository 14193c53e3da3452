using MeshStarter.Payments.Consumes;

namespace MeshStarter.Payments.Billing;

/// <summary>Adds the operational side of this domain.</summary>
internal static class BillingServices
{
    public static IHostApplicationBuilder AddBilling(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PaymentService>();
        builder.AddStreamHandler<OrderEventsHandler, OrderPlaced>();
        builder.AddImportFact("unmatched", async (services, cancellationToken) => await services.GetRequiredService<PaymentService>().CountUnmatchedAsync(cancellationToken));
        return builder;
    }
}
