using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Quarantine;

/// <summary>Replays a quarantined batch, as the signed-in persona.</summary>
internal sealed class BatchReplay(HttpClient http, ServiceRequests requests)
{
    /// <summary>Replays a batch. An already published batch is unchanged.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="product">The product.</param>
    /// <param name="batchId">The batch.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <returns>Whether the batch is published, and the message for the reader.</returns>
    /// <exception cref="ServiceUnavailableException">The service does not answer.</exception>
    public async Task<(bool IsDone, string Said)> RunAsync(string persona, ProductReference product, string batchId, CancellationToken cancellationToken)
    {
        using var request = await requests.ToProductAsync(persona, HttpMethod.Post, product, $"quarantine/{Uri.EscapeDataString(batchId)}/replay", cancellationToken);
        using var response = await http.AskAsync(product.Product.Domain, request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return (false, await response.ReadProblemAsync(cancellationToken));
        }

        var batch = (await response.Content.ReadFromJsonAsync<QuarantinedBatch>(MeshJson.Options, cancellationToken))!;
        return (true, batch.SnapshotId is { } snapshot
            ? $"Batch {batch.BatchId} is published as snapshot {snapshot}."
            : $"Batch {batch.BatchId} is replayed; newer rows had replaced all its own.");
    }
}
