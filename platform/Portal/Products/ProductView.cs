using MeshStarter.Contracts;

namespace MeshStarter.Portal.Products;

/// <summary>A product as a page shows it.</summary>
/// <param name="Product">What the catalog knows of it.</param>
/// <param name="Sample">A few of its rows.</param>
/// <param name="Deprecated">Those of its major versions that are deprecated, the newest first.</param>
/// <param name="Quality">What its checks said lately; null where the catalog does not say.</param>
public sealed record ProductView(ProductDetails Product, ProductSample Sample, IReadOnlyList<MajorVersionStatus> Deprecated, ProductQuality? Quality);
