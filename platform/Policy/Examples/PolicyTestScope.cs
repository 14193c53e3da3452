using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Policy.Examples;

/// <summary>The products and roles of the mesh that a test of rules knows.</summary>
/// <param name="Products">The products; without one, names and tags are not validated.</param>
/// <param name="Roles">The roles that principals have.</param>
public sealed record PolicyTestScope(IReadOnlyList<DataProductDescriptor> Products, IReadOnlySet<string> Roles)
{
    /// <summary>The newest version of a product; null where it is not known.</summary>
    public DataProductDescriptor? Find(DataProductId product) => Products.Where(known => known.Name == product).MaxBy(known => known.Version);

    internal bool KnowsTag(string tag) => ColumnTag.Covers("pii", tag) || ColumnTag.Covers(tag, "pii")
        || Products.SelectMany(product => product.Schema).SelectMany(column => column.Tags).Any(known => ColumnTag.Covers(tag, known));

    internal IEnumerable<string> Tags => Products.SelectMany(product => product.Schema).SelectMany(column => column.Tags).Append("pii").Distinct(StringComparer.Ordinal);
}
