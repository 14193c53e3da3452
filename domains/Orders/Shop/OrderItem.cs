using System.ComponentModel.DataAnnotations;
using MeshStarter.ServiceDefaults.Validation;

namespace MeshStarter.Orders.Shop;

/// <summary>One product in an order.</summary>
internal sealed record OrderItem
{
    private const string PriceRule = "Price and freight are 0 to 1000000 with at most two decimals.";

    public required Guid ProductId { get; init; }

    /// <summary>Pieces, at least one.</summary>
    [Range(1, 10_000, ErrorMessage = "A quantity is 1 to 10000.")]
    public required int Quantity { get; init; }

    /// <summary>Price of a piece.</summary>
    [Range(0d, 1_000_000d, ErrorMessage = PriceRule), DecimalPlaces(2, ErrorMessage = PriceRule)]
    public required decimal Price { get; init; }

    /// <summary>Freight for all pieces together.</summary>
    [Range(0d, 1_000_000d, ErrorMessage = PriceRule), DecimalPlaces(2, ErrorMessage = PriceRule)]
    public required decimal Freight { get; init; }
}
