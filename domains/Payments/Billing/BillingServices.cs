using MeshStarter.Payments.Consumes;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Payments.Billing;

/// <summary>Adds the operational side of this domain.</summary>
internal static class BillingServices
{
    public static IHostApplicationBuilder AddBilling(this IHostApplicationBuilder builder)
    {
        // Revenue counts on the local day of the purchase.
        builder.Services.AddSingleton(WallClock.Zone("America/Sao_Paulo"));
        builder.Services.AddSingleton<BillingStore>();
        builder.Services.AddSingleton<PaymentService>();
        builder.AddStreamHandler<OrderEventsHandler, OrderPlaced>();
        builder.AddImportFact("unmatched", async (services, cancellationToken) => await services.GetRequiredService<PaymentService>().CountUnmatchedAsync(cancellationToken));
        return builder;
    }
}
