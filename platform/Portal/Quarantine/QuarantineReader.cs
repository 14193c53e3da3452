using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Quarantine;

/// <summary>Queries a domain's service for quarantined batches, as the signed-in persona.</summary>
internal sealed class QuarantineReader(HttpClient http, ProductEndpoint endpoint)
{
    private const int PageSize = 20;

    /// <summary>Gets the quarantined batches of a product, the newest first.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="product">The product.</param>
    /// <param name="after">Cursor of the previous page; null for the first.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The service does not answer, or refuses.</exception>
    public Task<QuarantinedBatches> BatchesAsync(string persona, ProductReference product, long? after, CancellationToken cancellationToken) =>
        AskAsync<QuarantinedBatches>(persona, product, $"quarantine?limit={PageSize}{(after is { } id ? $"&after={id}" : "")}", cancellationToken);

    /// <summary>Gets the failure that keeps a product's new rows from its table; null if there is none.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="product">The product.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The service does not answer, or refuses.</exception>
    public async Task<FailingPublish?> FailingPublishAsync(string persona, ProductReference product, CancellationToken cancellationToken) =>
        (await AskAsync<PublishingAnswer>(persona, product, "publishing", cancellationToken)).Failing;

    private async Task<T> AskAsync<T>(string persona, ProductReference product, string what, CancellationToken cancellationToken)
    {
        using var request = await endpoint.RequestAsync(persona, HttpMethod.Get, product, what, cancellationToken);
        using var response = await http.AskAsync(product.Product.Domain, request, cancellationToken);
        return await response.ReadAnswerAsync<T>(product.Product.Domain, cancellationToken);
    }

    private sealed record PublishingAnswer(FailingPublish? Failing);
}
