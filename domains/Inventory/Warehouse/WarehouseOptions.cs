using System.ComponentModel.DataAnnotations;

namespace MeshStarter.Inventory.Warehouse;

/// <summary>Settings of the warehouse, section <c>Mesh:Inventory</c>.</summary>
internal sealed record WarehouseOptions
{
    public const string Section = "Mesh:Inventory";

    /// <summary>Pieces of each product that there are before its first order; 100 by default.</summary>
    [Range(0, 1_000_000_000)]
    public long Opening { get; init; } = 100;
}
