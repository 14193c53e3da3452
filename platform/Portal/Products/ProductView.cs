using MeshStarter.Contracts;

namespace MeshStarter.Portal.Products;

/// <summary>A product on a page.</summary>
/// <param name="Product">Its catalog entry.</param>
/// <param name="Sample">A few of its rows.</param>
/// <param name="Deprecated">Its deprecated major versions, the newest first.</param>
/// <param name="Quality">The latest results of its checks; null if the catalog returns none.</param>
public sealed record ProductView(ProductDetails Product, ProductSample Sample, IReadOnlyList<MajorVersionStatus> Deprecated, ProductQuality? Quality);
