using System.Text.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Portal.Profiles;

/// <summary>A dataset in the lineage of a product.</summary>
/// <param name="Id">Its node in the graph.</param>
/// <param name="Name">Its name.</param>
/// <param name="Source">The system that has it, such as <c>postgres://shop</c>; null for a product of the mesh.</param>
/// <param name="Product">The product that it is; null for a dataset outside the mesh.</param>
public sealed record LineageNeighbour(string Id, string Name, string? Source, ProductReference? Product)
{
    /// <summary>Reads a node's data.</summary>
    public static LineageNeighbour Of(string id, JsonElement data)
    {
        var (source, name) = (data.TryGetProperty("namespace", out var space) ? space.GetString() ?? "" : "", data.TryGetProperty("name", out var text) ? text.GetString() ?? "" : id);
        return source == "mesh"
            // A domain's outbox is a dataset of the mesh, too, and no product.
            ? new LineageNeighbour(id, name, Source: null, ProductReference.TryParse(name, out var product, out _) && product.Product.Product != "outbox" ? product : null)
            : new LineageNeighbour(id, name, source, Product: null);
    }
}
