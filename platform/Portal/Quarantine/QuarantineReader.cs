using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Quarantine;

/// <summary>Asks the service of a domain what it quarantined, as the persona that is signed in.</summary>
internal sealed class QuarantineReader(HttpClient http, QuarantineEndpoint endpoint)
{
    private const int PageSize = 20;

    /// <summary>The batches of a product that its checks quarantined, the newest first.</summary>
    /// <param name="persona">Who asks.</param>
    /// <param name="product">The product.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    /// <exception cref="ServiceTimeoutException">The service does not answer, or refuses.</exception>
    public Task<QuarantinedBatches> BatchesAsync(string persona, ProductReference product, long? after, CancellationToken cancellationToken) =>
        AskAsync<QuarantinedBatches>(persona, product, $"quarantine?limit={PageSize}{(after is { } id ? $"&after={id}" : "")}", cancellationToken);

    /// <summary>Why none of a product's new rows reach its table; null when they do.</summary>
    /// <param name="persona">Who asks.</param>
    /// <param name="product">The product.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    /// <exception cref="ServiceTimeoutException">The service does not answer, or refuses.</exception>
    public async Task<FailingPublish?> FailingPublishAsync(string persona, ProductReference product, CancellationToken cancellationToken) =>
        (await AskAsync<PublishingAnswer>(persona, product, "publishing", cancellationToken)).Failing;

    private async Task<T> AskAsync<T>(string persona, ProductReference product, string what, CancellationToken cancellationToken)
    {
        using var request = await endpoint.RequestAsync(persona, HttpMethod.Get, product, what, cancellationToken);
        using var response = await http.AskAsync(product.Product.Domain, request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new ServiceTimeoutException($"{product.Product.Domain} refuses the question: {await response.ReadProblemAsync(cancellationToken)}");
        }

        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken))!;
        }
        catch (JsonException unreadable)
        {
            throw new ServiceTimeoutException($"{product.Product.Domain} gives an answer that this page cannot read.", unreadable);
        }
    }

    private sealed record PublishingAnswer(FailingPublish? Failing);
}
