namespace MeshStarter.Orders.Shop;

/// <summary>The request of a customer to place an order.</summary>
internal sealed record NewOrder
{
    public required Guid CustomerId { get; init; }

    public required string CustomerEmail { get; init; }

    public required string CustomerAddress { get; init; }

    public string? CustomerCity { get; init; }

    public string? CustomerState { get; init; }

    public required IReadOnlyList<OrderItem> Items { get; init; }

    /// <summary>Returns the validation errors by field; empty if the request is valid.</summary>
    public Dictionary<string, string[]> Problems()
    {
        Dictionary<string, string[]> problems = new(StringComparer.Ordinal);
        if (Items.Count is 0 or > 100)
        {
            problems["items"] = ["An order has 1 to 100 items."];
        }

        if (Items.Any(item => item.Quantity is < 1 or > 10_000))
        {
            problems["items.quantity"] = ["A quantity is 1 to 10000."];
        }

        if (Items.Any(item => item.Price is < 0 or > 1_000_000 || item.Freight is < 0 or > 1_000_000
            || item.Price != decimal.Round(item.Price, 2) || item.Freight != decimal.Round(item.Freight, 2)))
        {
            problems["items.price"] = ["Price and freight are 0 to 1000000 with at most two decimals."];
        }

        if (!CustomerEmail.Contains('@', StringComparison.Ordinal) || CustomerEmail.Length > 320)
        {
            problems["customer_email"] = ["An e-mail address is needed to write to the customer."];
        }

        if (CustomerAddress.Length is 0 or > 1_000)
        {
            problems["customer_address"] = ["An address of 1 to 1000 characters is needed to send the parcel."];
        }

        if (CustomerCity is { Length: 0 or > 200 })
        {
            problems["customer_city"] = ["A city has 1 to 200 characters; leave it out when it is not known."];
        }

        if (CustomerState is { Length: 0 or > 100 })
        {
            problems["customer_state"] = ["A state has 1 to 100 characters; leave it out when it is not known."];
        }

        return problems;
    }

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
