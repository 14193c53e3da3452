namespace MeshStarter.Contracts;

/// <summary>Where one major version of a product is in its life.</summary>
/// <param name="Product">The product.</param>
/// <param name="Status">The major version, and its state.</param>
public sealed record ProductMajorStatus(DataProductId Product, MajorVersionStatus Status);
