using MeshStarter.Contracts;

namespace MeshStarter.Portal.Products;

/// <summary>A product as a page shows it.</summary>
/// <param name="Product">What the catalog knows of it.</param>
/// <param name="Sample">A few of its rows.</param>
public sealed record ProductView(ProductDetails Product, ProductSample Sample);
