using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Sources.Definitions;

namespace MeshStarter.Sdk.Products;

/// <summary>A product that this service publishes, as its folder under <c>Products/</c> declares it.</summary>
/// <param name="Descriptor">The descriptor, read and valid.</param>
/// <param name="Text">The text of <c>data-product.yaml</c>.</param>
/// <param name="File">The path of that text, below the domain's folder.</param>
internal sealed record OwnProduct(DataProductDescriptor Descriptor, string Text, string File)
{
    /// <summary>The source that its rows are read from; null where the domain's code makes them.</summary>
    public SourceDefinition? Source { get; init; }

    /// <summary>Whether a pipeline of the domain computes its rows.</summary>
    public bool HasPipeline { get; init; }

    /// <summary>The product's name, <c>domain.product</c>.</summary>
    public DataProductId Name => Descriptor.Name;

    /// <summary>The major version of it that this is.</summary>
    public ProductMajorVersion Id => new(Descriptor.Name, Descriptor.Version.Major);

    /// <summary>Whether the product has a port of this kind.</summary>
    public bool Has(PortType port) => Descriptor.Ports.Contains(port);

    /// <summary>Whether its rows go to a table, which more than one kind of port serves.</summary>
    public bool HasTable => Descriptor.Ports.Any(port => PortAttribute.Of(port).ServesTable);
}
