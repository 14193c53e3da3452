using MeshStarter.Inventory.Consumes;
using MeshStarter.Inventory.Import;
using MeshStarter.Inventory.Simulator;

namespace MeshStarter.Inventory.Warehouse;

/// <summary>Adds the operational side of this domain.</summary>
internal static class WarehouseServices
{
    public static IHostApplicationBuilder AddWarehouse(this IHostApplicationBuilder builder)
    {
        builder.AddDomainOptions<WarehouseOptions>();
        builder.Services.AddSingleton<StockStore>();
        builder.Services.AddHostedService<ArticleImport>();
        builder.Services.AddHostedService<ArticleSimulator>();
        builder.AddStreamHandler<OrderEventsHandler, OrderEvent>();
        return builder;
    }
}
