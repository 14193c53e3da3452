namespace MeshStarter.Orders.Shop;

/// <summary>The states of an order, by the shop's names.</summary>
internal static class OrderStatus
{
    public const string Created = "created";
    public const string Approved = "approved";
    public const string Invoiced = "invoiced";
    public const string Processing = "processing";
    public const string Shipped = "shipped";
    public const string Delivered = "delivered";
    public const string Canceled = "canceled";
    public const string Unavailable = "unavailable";

    public static readonly IReadOnlyList<string> All = [Created, Approved, Invoiced, Processing, Shipped, Delivered, Canceled, Unavailable];
}
