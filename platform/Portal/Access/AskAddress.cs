using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Portal.Access;

/// <summary>The addresses of the form that asks for access.</summary>
internal static class AskAddress
{
    /// <summary>The form for a product, with columns ticked.</summary>
    public static string Of(DataProductId product, params IEnumerable<string> columns) =>
        $"/access/request?product={product}{string.Concat(columns.Select(column => QueryParameter.Of("column", column)))}";
}
