using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Slo;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Quarantine;

/// <summary>Queries a domain's service for quarantined batches, as the signed-in persona.</summary>
internal sealed class QuarantineReader(MeshClient mesh)
{
    private const int PageSize = 20;

    /// <summary>Gets the product versions of a domain that can have quarantined batches, by name and number: those with a table.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <param name="seconds">The time for the answer.</param>
    /// <exception cref="ServiceException">The service does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<ProductMajorVersion>> VersionsAsync(string persona, string domain, CancellationToken cancellationToken, int seconds = MeshClient.Usual) =>
        [.. (await mesh.GetAsync<DomainHealth>(persona, domain, "health/products", cancellationToken, seconds)).Products
            .Where(product => product.IsTableReadable is not null)
            .Select(product => new ProductMajorVersion(product.Product, product.Major))
            .OrderBy(version => version.Product.ToString(), StringComparer.Ordinal).ThenBy(version => version.Major)];

    /// <summary>Gets the quarantined batches of a product, the newest first.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="product">The product.</param>
    /// <param name="after">Cursor of the previous page; null for the first.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The service does not answer, or refuses.</exception>
    public Task<QuarantinedBatches> BatchesAsync(string persona, ProductReference product, long? after, CancellationToken cancellationToken) =>
        GetAsync<QuarantinedBatches>(persona, product, $"quarantine?limit={PageSize}{(after is { } id ? $"&after={id}" : "")}", cancellationToken);

    /// <summary>Gets the failure that keeps a product's new rows from its table; null if there is none.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="product">The product.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The service does not answer, or refuses.</exception>
    public async Task<FailingPublish?> FailingPublishAsync(string persona, ProductReference product, CancellationToken cancellationToken) =>
        (await GetAsync<PublishingAnswer>(persona, product, "publishing", cancellationToken)).Failing;

    private Task<T> GetAsync<T>(string persona, ProductReference product, string what, CancellationToken cancellationToken)
        where T : class => mesh.GetAsync<T>(persona, product.Product.Domain, MeshClient.PathOf(product, what), cancellationToken);

    private sealed record PublishingAnswer(FailingPublish? Failing);
}
