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

    /// <summary>Makes the exception with a text.</summary>
    public ProductNotReadyException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public ProductNotReadyException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public ProductNotReadyException() : this("A product cannot be read yet.")
    {
    }

    /// <summary>The product; null where the exception was made of a text alone.</summary>
    public DataProductId? Product { get; }
}
