using System.Globalization;
using System.Text;
using MeshStarter.Orders.Shop;
using MeshStarter.Sdk.Import;
using NodaTime;

namespace MeshStarter.Orders.Import;

/// <summary>
/// Reads the Olist shop's CSV files (orders, their items and customers) as orders of this shop. The source has local times. Its
/// customers have no e-mail and no street, so both are generated from the customer's id.
/// </summary>
internal sealed class OlistOrders(string folder, DateTimeZone shopZone, ImportLedger ledger)
{
    /// <summary>Reads the orders in the file's order; invalid rows are recorded and left out.</summary>
    /// <exception cref="SourceUnreadableException">One of the three files cannot be read.</exception>
    public IEnumerable<Order> Read()
    {
        var items = Items();
        var customers = Customers();
        return ledger.Rows(new CsvFile(folder, OrdersFile.Format)).Select(row => Order(row, items, customers));
    }

    private Order Order(CsvRow row, IReadOnlyDictionary<Guid, List<OrderItem>> items, IReadOnlyDictionary<Guid, (string? City, string? State)> customers)
    {
        var orderId = row.Get(OrdersFile.OrderId);
        var customerId = row.Get(OrdersFile.CustomerId);
        var status = row.Get(OrdersFile.Status);
        var purchased = WallClock.ToInstant(row.Get(OrdersFile.Purchased), shopZone);
        var approved = Instant(row.Get(OrdersFile.Approved));
        var shipped = Instant(row.Get(OrdersFile.Shipped));
        var delivered = Instant(row.Get(OrdersFile.Delivered));
        var (city, state) = customers.GetValueOrDefault(customerId);
        return new Order
        {
            OrderId = orderId,
            CustomerId = customerId,
            Status = status,
            CustomerEmail = $"customer-{StableId.Of($"email/{customerId:N}"):N}@example.com",
            CustomerAddress = Address(customerId, city, state),
            CustomerCity = city,
            CustomerState = state,
            PurchasedAt = purchased,
            ApprovedAt = approved,
            ShippedAt = shipped,
            DeliveredAt = delivered,
            // The source has no time of cancellation: use that of the last known step.
            CanceledAt = status == OrderStatus.Canceled ? Latest(purchased, approved, shipped, delivered) : null,
            EstimatedDelivery = row.Get(OrdersFile.EstimatedDelivery) is { } day ? DateOnly.FromDateTime(day) : null,
            Items = items.GetValueOrDefault(orderId) ?? [],
        };
    }

    // The source has a row for each piece; an order has a line for each product and price.
    private Dictionary<Guid, List<OrderItem>> Items()
    {
        Dictionary<Guid, List<OrderItem>> items = [];
        foreach (var row in ledger.Rows(new CsvFile(folder, OrderItemsFile.Format)))
        {
            var orderId = row.Get(OrderItemsFile.OrderId);
            var item = new OrderItem
            {
                ProductId = row.Get(OrderItemsFile.ProductId),
                Quantity = 1,
                Price = row.Get(OrderItemsFile.Price),
                Freight = row.Get(OrderItemsFile.Freight),
            };
            if (!items.TryGetValue(orderId, out var lines))
            {
                items[orderId] = lines = [];
            }

            var line = lines.FindIndex(other => other.ProductId == item.ProductId && other.Price == item.Price);
            if (line < 0)
            {
                lines.Add(item);
            }
            else
            {
                lines[line] = lines[line] with { Quantity = lines[line].Quantity + 1, Freight = lines[line].Freight + item.Freight };
            }
        }

        return items;
    }

    private Dictionary<Guid, (string? City, string? State)> Customers() => ledger.Rows(new CsvFile(folder, CustomersFile.Format))
        .ToDictionary(row => row.Get(CustomersFile.CustomerId), row => (row.Get(CustomersFile.City), row.Get(CustomersFile.State)));

    private DateTimeOffset? Instant(DateTime? local) => local is { } time ? WallClock.ToInstant(time, shopZone) : null;

    private static DateTimeOffset? Latest(params IEnumerable<DateTimeOffset?> steps) => steps.Max();

    private static string Address(Guid customerId, string? city, string? state)
    {
        var made = StableId.Of($"address/{customerId:N}").ToByteArray();
        var address = new StringBuilder();
        address.Append(CultureInfo.InvariantCulture, $"Rua {BitConverter.ToUInt16(made, 0) % 9000 + 1}, {BitConverter.ToUInt16(made, 2) % 900 + 1}");
        if (city is not null)
        {
            address.Append(CultureInfo.InvariantCulture, $", {city}");
        }

        if (state is not null)
        {
            address.Append(CultureInfo.InvariantCulture, $" - {state}");
        }

        return address.ToString();
    }
}
