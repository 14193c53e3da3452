using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Queries;

/// <summary>The addresses of the page of a product's recorded queries.</summary>
internal static class QueriesAddress
{
    /// <summary>The address of a page.</summary>
    /// <param name="product">The product, in all or one of its major versions.</param>
    /// <param name="column">The column that the queries use, or may use; null or empty for any.</param>
    /// <param name="cursor">The cursor of a further page; null for the first.</param>
    public static string Of(ProductReference product, string? column = null, string? cursor = null) =>
        PageAddress.Of($"/products/{product}/queries", QueryParameter.Of("column", column) + QueryParameter.Of("cursor", cursor));
}
