using System.Net.Http.Headers;

namespace MeshStarter.Contracts.Products;

/// <summary>
/// The revision by which the query proxy knows that the catalog's answer about a product is still valid: that answer about the product and every later one about its table name its revision.
/// </summary>
public static class ProductRevision
{
    /// <summary>The header with the revision.</summary>
    public const string Header = "X-Mesh-Product-Revision";

    /// <summary>Returns the revision that an answer names; null when it names none.</summary>
    public static string? Read(HttpResponseHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return headers.TryGetValues(Header, out var values) ? values.FirstOrDefault() : null;
    }
}
