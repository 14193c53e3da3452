using MeshStarter.Contracts;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Quarantine;

/// <summary>
/// The way to a domain's own service. Its address is the AppHost's word, not what the catalog was told: a persona's token goes there.
/// </summary>
internal sealed class QuarantineEndpoint(PersonaTokens tokens, ServiceDirectory services)
{
    /// <summary>A question about a product, as a persona.</summary>
    /// <param name="persona">Who asks.</param>
    /// <param name="method">How.</param>
    /// <param name="product">The product.</param>
    /// <param name="what">What of it, such as <c>quarantine</c>.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    /// <exception cref="ServiceTimeoutException">No one knows the service, or governance does not answer.</exception>
    public async Task<HttpRequestMessage> RequestAsync(string persona, HttpMethod method, ProductReference product, string what, CancellationToken cancellationToken)
    {
        var (domain, name) = (product.Product.Domain, product.Product.Product);
        if (!services.TryFind(domain, out var address))
        {
            throw new ServiceTimeoutException($"No service of domain {domain} runs in this mesh.");
        }

        var major = product.Major is { } number ? $"@{number}" : "";
        return new HttpRequestMessage(method, new Uri(address, $"products/{name}{major}/{what}")).OnBehalfOf(await tokens.GetForDomainAsync(persona, domain, cancellationToken));
    }
}
