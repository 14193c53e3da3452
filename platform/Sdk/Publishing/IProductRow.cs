using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Sdk.Publishing;

/// <summary>
/// A row of a product as code is written against it. The build makes such records: of <c>Products/*/data-product.yaml</c> and
/// the <c>.avsc</c> alongside it, and of <c>Consumes/*.avsc</c>.
/// </summary>
public interface IProductRow
{
    /// <summary>The product, such as <c>orders.fact_order_events</c>, or a certain major version of it, <c>orders.fact_order_events@1</c>.</summary>
    static abstract string Product { get; }

    /// <summary>The columns that the record was made of, as the contract had them then.</summary>
    static abstract IReadOnlyList<ColumnDefinition> Columns { get; }
}
