using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports;

/// <summary>A caller who may read a product at one of its ports.</summary>
/// <param name="Principal">The caller.</param>
/// <param name="Product">The product.</param>
/// <param name="Decision">The decision: row filters and masked columns.</param>
/// <param name="RetiresAt">The end of the product's major version; null while it has none.</param>
internal sealed record PortReader(Principal Principal, OwnProduct Product, PolicyDecision Decision, DateTimeOffset? RetiresAt);
