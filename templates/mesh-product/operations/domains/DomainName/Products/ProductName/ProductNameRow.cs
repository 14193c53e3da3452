namespace MeshStarter.DomainName.Products.ProductName;

// The build generates the record from data-product.yaml.
internal sealed partial record ProductNameRow
{
    /// <summary>Maps an entry to its row.</summary>
    public static ProductNameRow Of(MeshStarter.DomainName.Operations.Entry entry) => new(entry.Id, entry.Name, entry.Quantity, entry.UpdatedAt);
}
