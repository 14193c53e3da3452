using MeshStarter.Contracts.Products;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Querying;

/// <summary>
/// Makes requests to services of the mesh as the signed-in user, with a token for the one service. Addresses come from the AppHost and not from the catalog, because
/// requests carry that token.
/// </summary>
internal sealed class ServiceRequests(PersonaTokens tokens, ServiceDirectory services)
{
    /// <summary>Whether the AppHost named the domain's service to this portal.</summary>
    public bool KnowsDomain(string domain) => services.TryFindDomain(domain, out _);

    /// <summary>Makes a request to a service of the platform.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="service">The service, such as <c>catalog</c>.</param>
    /// <param name="path">The address below the service's, such as <c>overview</c>.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The issuer of tokens does not answer, or refuses.</exception>
    public Task<HttpRequestMessage> ToServiceAsync(string user, HttpMethod method, string service, string path, CancellationToken cancellationToken) =>
        RequestAsync(user, method, service, new Uri(services.Find(service), path), cancellationToken);

    /// <summary>Makes a request to a domain's own service.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="path">The address below the service's, such as <c>health/products</c>.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The service is unknown, or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<HttpRequestMessage> ToDomainAsync(string user, HttpMethod method, string domain, string path, CancellationToken cancellationToken) => services.TryFindDomain(domain, out var address)
        ? await RequestAsync(user, method, domain, new Uri(address, path), cancellationToken)
        : throw new ServiceUnavailableException($"No service of domain {domain} runs in this mesh.");

    /// <summary>Makes a request about a product to its domain's own service.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="product">The product.</param>
    /// <param name="what">The resource, such as <c>quarantine</c>.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The service is unknown, or the issuer of tokens does not answer, or refuses.</exception>
    public Task<HttpRequestMessage> ToProductAsync(string user, HttpMethod method, ProductReference product, string what, CancellationToken cancellationToken) =>
        ToDomainAsync(user, method, product.Product.Domain, $"products/{product.Product.Product}{(product.Major is { } major ? $"@{major}" : "")}/{what}", cancellationToken);

    private async Task<HttpRequestMessage> RequestAsync(string user, HttpMethod method, string audience, Uri address, CancellationToken cancellationToken) =>
        new HttpRequestMessage(method, address).OnBehalfOf(await tokens.GetAsync(user, audience, cancellationToken));
}
