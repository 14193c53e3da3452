using MeshStarter.Orders.Import;
using MeshStarter.Orders.Simulator;

namespace MeshStarter.Orders.Shop;

/// <summary>The operational side of this domain.</summary>
internal static class ShopServices
{
    public static IHostApplicationBuilder AddShop(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OrderDesk>();
        builder.Services.AddHostedService<OrderImport>();
        builder.Services.AddHostedService<ShopSimulator>();
        return builder;
    }
}
