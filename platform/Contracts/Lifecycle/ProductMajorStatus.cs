using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Contracts.Lifecycle;

/// <summary>The state of one major version of a product in its life.</summary>
/// <param name="Product">The product.</param>
/// <param name="Status">The major version, and its state.</param>
/// <param name="Stricter">As <see cref="ProductDetails.Stricter"/>, by registered version; versions without any are left out.</param>
public sealed record ProductMajorStatus(DataProductId Product, MajorVersionStatus Status, IReadOnlyDictionary<string, IReadOnlyList<StricterTerms>>? Stricter = null);
