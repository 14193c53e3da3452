using MeshStarter.DomainName.Operations;

namespace MeshStarter.DomainName.Products.ProductName;

// The build makes the record of data-product.yaml.
internal sealed partial record ProductNameRow
{
    /// <summary>The row of an entry.</summary>
    public static ProductNameRow Of(Entry entry) => new(entry.Id, entry.Name, entry.Quantity, entry.UpdatedAt);
}
