using MeshStarter.Policy;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports;

/// <summary>A caller who may operate a product.</summary>
/// <param name="Principal">The caller.</param>
/// <param name="Product">The product.</param>
/// <param name="Decision">The decision.</param>
internal sealed record PortOperator(Principal Principal, OwnProduct Product, PolicyDecision Decision);
