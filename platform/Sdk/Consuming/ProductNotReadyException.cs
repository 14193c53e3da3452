using System.Net;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// The catalog has no product of this name that the caller may see. It may come: domains register their products when they start. Asking
/// again later helps, unless the name is misspelt.
/// </summary>
public sealed class ProductNotReadyException : HttpRequestException
{
    /// <summary>Makes the exception for a product.</summary>
    public ProductNotReadyException(DataProductId product, string reason)
        : base($"{product} cannot be read yet: {reason} Subscribe again later: its domain may not have registered it yet.", inner: null, HttpStatusCode.NotFound)
    {
        Product = product;
    }

    /// <summary>The product.</summary>
    public DataProductId Product { get; }
}
