using MeshStarter.Sdk.Import;

namespace MeshStarter.Orders.Import;

/// <summary>The Olist shop's <c>order_items.csv</c>, with a row for each piece, numbered within its order.</summary>
internal static class OrderItemsFile
{
    public static readonly CsvValueColumn<Guid> OrderId = CsvColumns.Id("order_id");
    public static readonly CsvValueColumn<int> Piece = CsvColumns.Whole("order_item_id", minimum: 1);
    public static readonly CsvValueColumn<Guid> ProductId = CsvColumns.Id("product_id");
    public static readonly CsvValueColumn<decimal> Price = CsvColumns.Price("price");
    public static readonly CsvValueColumn<decimal> Freight = CsvColumns.Price("freight_value");

    public static readonly CsvFormat Format = new("order_items.csv")
    {
        Key = [OrderId, Piece],
        Columns = [ProductId, Price, Freight],
        Unread = [CsvColumns.Id("seller_id"), CsvColumns.Time("shipping_limit_date", OlistTime.Format)],
    };
}
