using System.Net;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Reads the text of an error response (problem+json, RFC 9457).</summary>
internal static class ProblemText
{
    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        (await FindAsync(response, cancellationToken))?.Detail ?? $"the answer was {(int)response.StatusCode}.";

    /// <summary>Reads the error of a stream port whose events are gone; null for every other error, whose text is read by <see cref="ReadAsync"/>.</summary>
    public static async Task<EventsExpiredException?> ExpiredAsync(HttpResponseMessage response, DataProductId product, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.Gone)
        {
            return null;
        }

        return await FindAsync(response, cancellationToken) is { Type: ProblemTypes.EventsExpired, LastExpiredEventId: { } last } problem
            ? new EventsExpiredException(product, last, problem.Detail ?? "events are gone.")
            : null;
    }

    /// <summary>Whether an error says that the requested snapshot is not kept any more.</summary>
    public static async Task<bool> IsOfSnapshotAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.StatusCode == HttpStatusCode.Gone && await FindAsync(response, cancellationToken) is { Type: ProblemTypes.SnapshotNotFound };

    private static async Task<Problem?> FindAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            // Not as a stream, which is read once: an error that is not this one's is read again.
            return JsonSerializer.Deserialize<Problem>(await response.Content.ReadAsByteArrayAsync(cancellationToken), MeshJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Problem(string? Type, string? Detail, string? LastExpiredEventId);
}
