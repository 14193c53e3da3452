using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>A major version of a product, and the place that declares it.</summary>
/// <param name="File">The file, from the domain's folder.</param>
/// <param name="Line">The line of the name, from 1.</param>
/// <param name="Name">The product.</param>
/// <param name="Major">The major version.</param>
public sealed record DescriptorPlace(string File, int Line, DataProductId Name, int Major);
