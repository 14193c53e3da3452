using MeshStarter.Orders.Import;
using MeshStarter.Orders.Simulator;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Orders.Shop;

/// <summary>The operational side of this domain.</summary>
internal static class ShopServices
{
    public static IHostApplicationBuilder AddShop(this IHostApplicationBuilder builder)
    {
        // The shop's clocks hang in Brazil, wherever this machine stands.
        builder.Services.AddSingleton(WallClock.Zone("America/Sao_Paulo"));
        builder.Services.AddSingleton<OrderService>();
        builder.Services.AddHostedService<OrderImport>();
        builder.Services.AddHostedService<ShopSimulator>();
        return builder;
    }
}
