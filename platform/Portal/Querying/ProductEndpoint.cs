using MeshStarter.Contracts.Products;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Querying;

/// <summary>
/// Makes requests about a product to its domain's own service. The address comes from the AppHost and not from the catalog, because requests carry a persona's token.
/// </summary>
internal sealed class ProductEndpoint(PersonaTokens tokens, ServiceDirectory services)
{
    /// <summary>Sends a request about a product, as a persona.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="product">The product.</param>
    /// <param name="what">The resource, such as <c>quarantine</c>.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The service is unknown, or governance does not answer.</exception>
    public Task<HttpRequestMessage> RequestAsync(string persona, HttpMethod method, ProductReference product, string what, CancellationToken cancellationToken) =>
        RequestAsync(persona, method, product.Product.Domain, $"products/{product.Product.Product}{(product.Major is { } major ? $"@{major}" : "")}/{what}", cancellationToken);

    /// <summary>Makes a request about all products of a domain, as a persona.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="path">The address below the service's, such as <c>health/products</c>.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The service is unknown, or governance does not answer.</exception>
    public async Task<HttpRequestMessage> RequestAsync(string persona, HttpMethod method, string domain, string path, CancellationToken cancellationToken)
    {
        if (!services.TryFindDomain(domain, out var address))
        {
            throw new ServiceUnavailableException($"No service of domain {domain} runs in this mesh.");
        }

        return new HttpRequestMessage(method, new Uri(address, path)).OnBehalfOf(await tokens.GetAsync(persona, domain, cancellationToken));
    }
}
