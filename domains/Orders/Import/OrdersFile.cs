using MeshStarter.Orders.Shop;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Orders.Import;

/// <summary>The Olist shop's <c>orders.csv</c>, with a row for each order. Times of steps that have not happened are empty.</summary>
internal static class OrdersFile
{
    public static readonly CsvValueColumn<Guid> OrderId = CsvColumns.Id("order_id");
    public static readonly CsvValueColumn<Guid> CustomerId = CsvColumns.Id("customer_id");
    public static readonly CsvValueColumn<string> Status = CsvColumns.OneOf(
        "order_status",
        [OrderStatus.Delivered, OrderStatus.Shipped, OrderStatus.Unavailable, OrderStatus.Processing, OrderStatus.Canceled, OrderStatus.Invoiced, OrderStatus.Approved, OrderStatus.Created]);
    public static readonly CsvValueColumn<DateTime> Purchased = CsvColumns.Time("order_purchase_timestamp", OlistTime.Format);
    public static readonly CsvValueColumn<DateTime?> Approved = CsvColumns.Time("order_approved_at", OlistTime.Format).OrEmpty();
    public static readonly CsvValueColumn<DateTime?> Shipped = CsvColumns.Time("order_delivered_carrier_date", OlistTime.Format).OrEmpty();
    public static readonly CsvValueColumn<DateTime?> Delivered = CsvColumns.Time("order_delivered_customer_date", OlistTime.Format).OrEmpty();
    public static readonly CsvValueColumn<DateTime?> EstimatedDelivery = CsvColumns.Time("order_estimated_delivery_date", OlistTime.Format).OrEmpty();

    public static readonly CsvFormat Format = new("orders.csv")
    {
        Key = [OrderId],
        Columns = [CustomerId, Status, Purchased, Approved, Shipped, Delivered, EstimatedDelivery],
    };
}
