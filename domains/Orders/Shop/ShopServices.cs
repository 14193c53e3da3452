using MeshStarter.Orders.Import;
using MeshStarter.Orders.Simulator;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Orders.Shop;

/// <summary>Adds the operational side of this domain.</summary>
internal static class ShopServices
{
    public static IHostApplicationBuilder AddShop(this IHostApplicationBuilder builder)
    {
        // The shop's times are local times in Brazil, whatever the zone of this machine.
        builder.Services.AddSingleton(WallClock.Zone("America/Sao_Paulo"));
        builder.Services.AddSingleton<OrderService>();
        builder.Services.AddHostedService<OrderImport>();
        builder.Services.AddHostedService<ShopSimulator>();
        builder.AddRefill<OrdersRefill>();
        return builder;
    }
}
