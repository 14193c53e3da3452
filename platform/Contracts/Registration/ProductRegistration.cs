namespace MeshStarter.Contracts.Registration;

/// <summary>The request that registers a product in the catalog.</summary>
public sealed record ProductRegistration
{
    /// <summary>The text of <c>data-product.yaml</c>, as the domain team wrote it.</summary>
    public required string Descriptor { get; init; }

    /// <summary>The file of that text; errors name it.</summary>
    public required string File { get; init; }

    /// <summary>The addresses of the product's ports.</summary>
    public required IReadOnlyList<PortLocation> Ports { get; init; }
}
