using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Iceberg.Commits;

namespace MeshStarter.Platform.IcebergCatalog.Names;

/// <summary>The resolved name of a table.</summary>
/// <param name="Requested">The name as it was requested.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name in the namespace: of a product, the name of one major version's table.</param>
internal sealed record TableTarget(TableIdentifier Requested, NamespaceName Namespace, string Name)
{
    /// <summary>The domain that the namespace is; null for a namespace of the platform.</summary>
    public string? Domain { get; init; }

    /// <summary>The product whose table it is; null for any other table.</summary>
    public DataProductId? Product { get; init; }

    /// <summary>The major version whose table it is; 0 for any other table.</summary>
    public int Major { get; init; }

    /// <summary>The text of the product's revision (<see cref="Products.ProductRevisions"/>), for the query proxy; null for other callers and tables.</summary>
    public string? Revision { get; init; }

    public override string ToString() => $"{Namespace}.{Name}";
}
