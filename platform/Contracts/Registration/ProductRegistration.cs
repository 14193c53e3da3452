namespace MeshStarter.Contracts;

/// <summary>What a product sends to the catalog when it registers itself.</summary>
public sealed record ProductRegistration
{
    /// <summary>The text of <c>data-product.yaml</c>, as the domain team wrote it.</summary>
    public required string Descriptor { get; init; }

    /// <summary>Where that text comes from; errors name it.</summary>
    public required string File { get; init; }

    /// <summary>Where the product's ports are served.</summary>
    public required IReadOnlyList<PortLocation> Ports { get; init; }
}
