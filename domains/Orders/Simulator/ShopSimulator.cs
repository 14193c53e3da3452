using MeshStarter.Orders.Shop;
using MeshStarter.Platform.Samples;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Orders.Simulator;

/// <summary>
/// Simulates a shop: customers who order, and a warehouse that ships. It runs only if the mesh imports nothing, and changes orders through <see cref="OrderService"/>, as the API does.
/// </summary>
internal sealed class ShopSimulator(SourceData source, OrderService service, NpgsqlDataSource database, TimeProvider time, ILogger<SimulatedTraffic> logger) : SimulatedTraffic(source, time, logger)
{
    private const int FirstOrders = 40;
    private const int Products = 60;

    private static readonly (string City, string State)[] Places =
        [("sao paulo", "SP"), ("rio de janeiro", "RJ"), ("belo horizonte", "MG"), ("curitiba", "PR"), ("porto alegre", "RS"), ("salvador", "BA"), ("recife", "PE")];

    // An order of a fixed seed is the same in each mesh; only its time differs.
    private readonly Random _random = new(20_170_905);

    /// <summary>Returns the id of a simulated product; the warehouse derives its ids by the same rule.</summary>
    public static Guid Product(int number) => StableId.Of($"simulator/product/{number}");

    // A new shop has nothing to show: it starts with the orders of the last days.
    protected override async Task SeedAsync(CancellationToken cancellationToken)
    {
        if ((await OpenAsync(1, cancellationToken)).Count == 0)
        {
            var now = Time.GetUtcNow();
            await service.SaveAsync(Enumerable.Range(1, FirstOrders).Select(age => Order(now - TimeSpan.FromHours(2 * age))), cancellationToken);
        }
    }

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        await service.SaveAsync([Order(Time.GetUtcNow())], cancellationToken);
        await MoveOnAsync(cancellationToken);
    }

    private async Task MoveOnAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        var chosen = (await OpenAsync(200, cancellationToken)).Where(_ => _random.NextDouble() < 0.02).ToList();
        if (chosen.Count > 0)
        {
            // In one transaction: each transaction wakes the consumers of orders.
            await service.MoveAsync(chosen, order => OrderProgress.Move(order, NextStep(order), now), cancellationToken);
        }
    }

    private string NextStep(Order order) => order switch
    {
        { ApprovedAt: null } => _random.NextDouble() < 0.03 ? OrderStatus.Canceled : OrderStatus.Approved,
        { ShippedAt: null } => OrderStatus.Shipped,
        _ => OrderStatus.Delivered,
    };

    private Order Order(DateTimeOffset at)
    {
        var customer = _random.Next(1, 500);
        var (city, state) = Places[customer % Places.Length];
        return new NewOrder
        {
            CustomerId = StableId.Of($"simulator/customer/{customer}"),
            CustomerEmail = $"customer-{customer}@example.com",
            CustomerAddress = $"Rua {customer * 7 % 900 + 1}, {customer}, {city} - {state}",
            CustomerCity = city,
            CustomerState = state,
            Items = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Item())],
        }.Place(Guid.CreateVersion7(at), at);
    }

    private OrderItem Item()
    {
        var product = _random.Next(1, Products + 1);
        return new OrderItem { ProductId = Product(product), Quantity = _random.Next(1, 3), Price = 5 + product * 3.5m, Freight = 8 + product % 5 };
    }

    // The ids of open orders, oldest first.
    private Task<IReadOnlyList<Guid>> OpenAsync(int limit, CancellationToken cancellationToken) => database.QueryAsync<Guid>(
        "SELECT order_id FROM shop.orders WHERE delivered_at IS NULL AND canceled_at IS NULL ORDER BY purchased_at LIMIT @limit", new { limit }, cancellationToken);
}
