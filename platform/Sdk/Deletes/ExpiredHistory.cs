using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Deletes;

/// <summary>A requested expiry of all states of a product's table but the current one.</summary>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version.</param>
/// <param name="KeptBy">Branches and tags of the product's owners, whose states stay until they are removed.</param>
internal sealed record ExpiredHistory(DataProductId Product, int Major, IReadOnlyList<string> KeptBy);
