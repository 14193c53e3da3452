using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A subject that a caller named.</summary>
/// <param name="Requested">The name as the caller wrote it, and as answers give it back.</param>
/// <param name="Name">The name under which it is kept: a product's plain subject represents that of its default major version.</param>
/// <param name="Product">The product whose subject it is; null where it has none.</param>
/// <param name="Major">The product's major version that it is of.</param>
internal sealed record SubjectKey(string Requested, string Name, DataProductId? Product, int Major)
{
    /// <summary>Whether the name represents another.</summary>
    public bool IsAlias => Requested != Name;
}
