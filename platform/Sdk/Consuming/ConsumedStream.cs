using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A stream that a handler of this service follows.</summary>
/// <param name="Product">The product, or a certain major version of it; by the plain name the handler stays with the one that it began with.</param>
/// <param name="Handler">The handler's name.</param>
/// <param name="Contract">The columns of the handler's copy of the contract; none where it has no such copy.</param>
internal sealed record ConsumedStream(ProductReference Product, string Handler, IReadOnlyList<ColumnDefinition> Contract);
