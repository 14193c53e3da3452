using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports;

/// <summary>A caller who may operate a product.</summary>
/// <param name="Principal">The caller.</param>
/// <param name="Product">The product.</param>
/// <param name="Decision">The decision.</param>
/// <param name="Read">The decision about the rows that the caller is shown, by the same bundle.</param>
internal sealed record PortOperator(Principal Principal, OwnProduct Product, PolicyDecision Decision, PolicyDecision Read);
