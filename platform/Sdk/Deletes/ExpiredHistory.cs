using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Deletes;

/// <summary>An expiry of all states of a product's table but the current one.</summary>
/// <param name="Product">The product.</param>
/// <param name="Major">The major version.</param>
/// <param name="KeptBy">Branches and tags of the product's owners, whose states stay until they are removed.</param>
/// <param name="ExpiredAt">The moment from which no read that begins gets an earlier state; null while that is requested only, and its table's maintenance has not done it.</param>
/// <param name="GoneBy">The time by which reads of earlier states that began before are over, and their files are deleted; null without <paramref name="ExpiredAt"/>.</param>
internal sealed record ExpiredHistory(DataProductId Product, int Major, IReadOnlyList<string> KeptBy, DateTimeOffset? ExpiredAt, DateTimeOffset? GoneBy);
