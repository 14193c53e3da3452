using MeshStarter.Policy;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Ports;

/// <summary>Somebody who may read a product at one of its ports.</summary>
/// <param name="Principal">Who it is.</param>
/// <param name="Product">What is read.</param>
/// <param name="Decision">As what: which rows, and which columns masked.</param>
internal sealed record PortReader(Principal Principal, OwnProduct Product, PolicyDecision Decision);
