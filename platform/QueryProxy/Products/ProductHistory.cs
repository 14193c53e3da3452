namespace MeshStarter.QueryProxy.Products;

/// <summary>A table about a product's states: <c>orders."orders$snapshots"</c>. Named as in Trino's Iceberg connector.</summary>
internal enum ProductHistory
{
    Snapshots,
    History,
    Refs,
}
