using System.Text.Json.Nodes;

namespace MeshStarter.EndToEnd.Shop;

/// <summary>An order as a customer sends it to the shop of Orders.</summary>
internal static class ShopOrder
{
    /// <summary>The number of customers, whose addresses are <c>customer-0@example.com</c> and so on.</summary>
    public const int Customers = 8;

    /// <summary>The number of articles of each order.</summary>
    public const int Quantity = 2;

    /// <summary>Makes the order with a number, which the customers place one after another.</summary>
    public static JsonObject Of(int number) => new()
    {
        ["customer_id"] = Guid.CreateVersion7(),
        ["customer_email"] = $"customer-{number % Customers}@example.com",
        ["customer_address"] = "Rua 1, 2",
        ["customer_city"] = "recife",
        ["customer_state"] = "PE",
        ["items"] = new JsonArray(new JsonObject { ["product_id"] = Guid.CreateVersion7(), ["quantity"] = Quantity, ["price"] = 12.5, ["freight"] = 4 }),
    };
}
