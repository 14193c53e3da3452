using System.Net;
using System.Net.Http.Headers;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>Sends batches to governance's audit trail.</summary>
internal sealed class TrailClient(IHttpClientFactory clients)
{
    private const int AnswerLength = 500;

    /// <summary>Sends a batch once. Records carry their own ids, so a repeated batch is stored once.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<TrailAnswer> SendAsync(JournalBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(PlatformServices.Governance);
            using var content = new ReadOnlyMemoryContent(batch.ToRequest()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await client.PostAsync(new Uri("audit", UriKind.Relative), content, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return default;
            }

            var reason = $"HTTP {(int)response.StatusCode}";
            if (response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity))
            {
                return new TrailAnswer(Refusal: null, reason);
            }

            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return new TrailAnswer($"{reason}: {(answer.Length > AnswerLength ? answer[..AnswerLength] : answer)}", Failure: null);
        }
        catch (Exception failed)
        {
            // Whatever it is: without its sender no record would ever reach governance again.
            cancellationToken.ThrowIfCancellationRequested();
            return new TrailAnswer(Refusal: null, failed.Message);
        }
    }
}
