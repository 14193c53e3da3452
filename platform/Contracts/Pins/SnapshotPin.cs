using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Pins;

/// <summary>A snapshot of a product's table that stays for a reader until the pin ends. An erasure of rows ends it earlier.</summary>
/// <param name="Pin">The pin's id, which its reader chose.</param>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version.</param>
/// <param name="SnapshotId">The snapshot.</param>
/// <param name="Tag">The tag of the table that keeps the snapshot. Pins of one snapshot share it.</param>
/// <param name="EndsAt">When the pin ends.</param>
public sealed record SnapshotPin(Guid Pin, DataProductId Product, int Major, long SnapshotId, string Tag, DateTimeOffset EndsAt);
