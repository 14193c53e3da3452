using MeshStarter.DomainName.Operations;

namespace MeshStarter.DomainName.Products.ProductName;

/// <summary>A row of <c>domain_name.product_name</c>: its members are the columns of <c>data-product.yaml</c>.</summary>
internal sealed record ProductNameRow(Guid Id, string Name, int Quantity, DateTimeOffset UpdatedAt)
{
    /// <summary>The row of an entry.</summary>
    public static ProductNameRow Of(Entry entry) => new(entry.Id, entry.Name, entry.Quantity, entry.UpdatedAt);
}
