namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>A contract that code is written against: a product that this project publishes, or what it reads of another's.</summary>
/// <param name="Product">The product, <c>orders.fact_order_events</c>.</param>
/// <param name="Major">Its major version; null for the one that readers get by the plain name.</param>
/// <param name="Schema">
/// The name of the schema for <c>[Emit]</c>, <c>orders/order_event.avsc</c>, as an alternative to the product's name; null where there
/// is no such file, or it is read only.
/// </param>
/// <param name="IsPublished">Whether this project publishes the product.</param>
/// <param name="Namespace">The namespace of its records.</param>
/// <param name="Description">The description of the product; empty where the contract has none.</param>
/// <param name="Row">A row, and with it all records within.</param>
/// <param name="Place">The place of the contract's schema.</param>
internal sealed record Contract(string Product, int? Major, string? Schema, bool IsPublished, string Namespace, string Description, RecordType Row, Place Place)
{
    /// <summary>The product with its major version, <c>orders.fact_order_events@1</c>.</summary>
    public string Reference => Major is { } major ? $"{Product}@{major}" : Product;

    /// <summary>The row's record, by its full name.</summary>
    public string RowName => Namespace.Length == 0 ? Row.Name : $"{Namespace}.{Row.Name}";

    /// <summary>The name of the generated file that its records are in.</summary>
    public string FileName => $"{RowName.Replace("@", "")}.g.cs";
}
