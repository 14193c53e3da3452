using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Mvc;

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
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
                ? new TrailAnswer($"{reason}: {Clipped(answer)}", Failure: null)
                : new TrailAnswer(Refusal: null, Detail(answer) is { } detail ? $"{reason}: {Clipped(detail)}" : reason);
        }
        catch (Exception failed)
        {
            // Whatever it is: without its sender no record would ever reach governance again.
            cancellationToken.ThrowIfCancellationRequested();
            return new TrailAnswer(Refusal: null, failed.Message);
        }
    }

    private static string Clipped(string text) => text.Length > AnswerLength ? text[..AnswerLength] : text;

    // Not the whole answer: the id of its trace differs with each try, and a failure is logged once.
    private static string? Detail(string answer)
    {
        try
        {
            return JsonSerializer.Deserialize<ProblemDetails>(answer)?.Detail;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
