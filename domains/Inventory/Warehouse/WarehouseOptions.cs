using System.ComponentModel.DataAnnotations;

namespace MeshStarter.Inventory.Warehouse;

/// <summary>Settings of the warehouse, section <c>Mesh:Inventory</c>.</summary>
internal sealed record WarehouseOptions
{
    /// <summary>Pieces of each product before its first order; 100 by default.</summary>
    [Range(0, 1_000_000_000, ErrorMessage = "Setting Mesh:Inventory:Opening must be between 0 and 1000000000.")]
    public long Opening { get; init; } = 100;
}
