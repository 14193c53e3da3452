using MeshStarter.Inventory.Consumes;

namespace MeshStarter.Inventory.Warehouse;

/// <summary>Adds the operational side of this domain.</summary>
internal static class WarehouseServices
{
    public static IHostApplicationBuilder AddWarehouse(this IHostApplicationBuilder builder)
    {
        builder.AddDomainOptions<WarehouseOptions>();
        builder.Services.AddSingleton<StockStore>();
        builder.AddStreamHandler<OrderEventsHandler, OrderEvent>();
        return builder;
    }
}
