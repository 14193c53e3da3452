using System.Globalization;
using System.Text;
using MeshStarter.Orders.Shop;
using MeshStarter.Sdk;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Orders.Import;

/// <summary>
/// Reads the Olist shop's CSV files (orders, their items and customers) as orders of this shop. Its clocks show
/// local time; its customers have no e-mail and no street, so both are made up from the customer's id.
/// </summary>
internal sealed class OlistOrders(string folder, TimeZoneInfo shopZone, ImportLedger ledger)
{
    private const string Times = "M/d/yyyy H:mm";

    private static readonly IReadOnlyList<string> Statuses =
        [OrderStatus.Delivered, OrderStatus.Shipped, OrderStatus.Unavailable, OrderStatus.Processing, OrderStatus.Canceled, OrderStatus.Invoiced, OrderStatus.Approved, OrderStatus.Created];

    /// <summary>The orders in the file's own order; bad rows are noted and left out.</summary>
    /// <exception cref="SourceUnreadableException">One of the three files cannot be read.</exception>
    public IEnumerable<Order> Read()
    {
        var items = Items();
        var customers = Customers();
        var file = new CsvFile(folder, "orders.csv");
        foreach (var row in file.Rows(
            "order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at",
            "order_delivered_carrier_date", "order_delivered_customer_date", "order_estimated_delivery_date"))
        {
            var order = Order(row, items, customers);
            if (ledger.Accept(row))
            {
                ledger.Imported(file, 1);
                yield return order;
            }
        }
    }

    private Order Order(CsvRow row, IReadOnlyDictionary<Guid, List<OrderItem>> items, IReadOnlyDictionary<Guid, (string? City, string? State)> customers)
    {
        var orderId = row.Uuid("order_id");
        var customerId = row.Uuid("customer_id");
        var status = row.OneOf("order_status", Statuses);
        var purchased = row.Instant("order_purchase_timestamp", Times, shopZone);
        var approved = row.Instant("order_approved_at", Times, shopZone);
        var shipped = row.Instant("order_delivered_carrier_date", Times, shopZone);
        var delivered = row.Instant("order_delivered_customer_date", Times, shopZone);
        if (purchased is null)
        {
            row.Reject("order_purchase_timestamp", "must not be empty");
        }

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
            PurchasedAt = purchased ?? default,
            ApprovedAt = approved,
            ShippedAt = shipped,
            DeliveredAt = delivered,
            // The source does not say when an order was canceled: not before the last thing that happened to it.
            CanceledAt = status == OrderStatus.Canceled ? new[] { purchased, approved, shipped, delivered }.Max() : null,
            EstimatedDelivery = row.Day("order_estimated_delivery_date", Times),
            Items = items.GetValueOrDefault(orderId) ?? [],
        };
    }

    // The source has a row for each piece; an order has a line for each product at its price.
    private Dictionary<Guid, List<OrderItem>> Items()
    {
        var file = new CsvFile(folder, "order_items.csv");
        Dictionary<Guid, List<OrderItem>> items = [];
        HashSet<(Guid, int)> seen = [];
        foreach (var row in file.Rows("order_id", "order_item_id", "product_id", "price", "freight_value"))
        {
            var orderId = row.Uuid("order_id");
            var piece = (orderId, row.Whole("order_item_id", minimum: 1));
            var item = new OrderItem(row.Uuid("product_id"), 1, row.Money("price", minimum: 0), row.Money("freight_value", minimum: 0));
            if (!ledger.Accept(row) || !seen.Add(piece))
            {
                continue;
            }

            ledger.Imported(file, 1);
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

    private Dictionary<Guid, (string? City, string? State)> Customers()
    {
        var file = new CsvFile(folder, "customers.csv", "customer_city", "customer_state");
        Dictionary<Guid, (string?, string?)> customers = [];
        foreach (var row in file.Rows("customer_id", "customer_city", "customer_state"))
        {
            var (id, city, state) = (row.Uuid("customer_id"), row.Optional("customer_city"), row.Optional("customer_state"));
            if (ledger.Accept(row))
            {
                ledger.Imported(file, 1);
                customers[id] = (city, state);
            }
        }

        return customers;
    }

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
