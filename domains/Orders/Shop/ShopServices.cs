using Dapper;
using MeshStarter.Orders.Products.Orders;
using MeshStarter.ServiceDefaults.Database;

namespace MeshStarter.Orders.Shop;

/// <summary>Adds the operational side of this domain.</summary>
internal static class ShopServices
{
    public static IHostApplicationBuilder AddShop(this IHostApplicationBuilder builder)
    {
        SqlMapper.AddTypeHandler(new JsonColumn<IReadOnlyList<OrderItem>>());
        builder.Services.AddSingleton<OrderService>();
        builder.AddRefill<Order, OrdersRow>("shop.orders", "order_id", OrdersRow.Of);
        return builder;
    }
}
