using System.ComponentModel.DataAnnotations;

namespace MeshStarter.Orders.Shop;

/// <summary>The request of a customer to place an order.</summary>
internal sealed record NewOrder
{
    private const string EmailRule = "An e-mail address is needed to write to the customer.";

    public required Guid CustomerId { get; init; }

    [RegularExpression(".*@.*", ErrorMessage = EmailRule), Length(1, 320, ErrorMessage = EmailRule)]
    public required string CustomerEmail { get; init; }

    [Length(1, 1_000, ErrorMessage = "An address of 1 to 1000 characters is needed to send the parcel.")]
    public required string CustomerAddress { get; init; }

    [Length(1, 200, ErrorMessage = "A city has 1 to 200 characters; leave it out when it is not known.")]
    public string? CustomerCity { get; init; }

    [Length(1, 100, ErrorMessage = "A state has 1 to 100 characters; leave it out when it is not known.")]
    public string? CustomerState { get; init; }

    [Length(1, 100, ErrorMessage = "An order has 1 to 100 items.")]
    public required IReadOnlyList<OrderItem> Items { get; init; }

    /// <summary>Creates the placed order.</summary>
    public Order Place(Guid orderId, DateTimeOffset now) => new()
    {
        OrderId = orderId,
        CustomerId = CustomerId,
        Status = OrderStatus.Created,
        CustomerEmail = CustomerEmail,
        CustomerAddress = CustomerAddress,
        CustomerCity = CustomerCity,
        CustomerState = CustomerState,
        PurchasedAt = now,
        Items = Items,
    };
}
