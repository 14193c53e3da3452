using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Consuming;

/// <summary>An error response (problem+json, RFC 9457).</summary>
internal sealed record Problem(string? Type, string? Detail, string? LastExpiredEventId)
{
    public static async Task<Problem> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        Problem? problem = null;
        try
        {
            problem = JsonSerializer.Deserialize<Problem>(await response.Content.ReadAsByteArrayAsync(cancellationToken), MeshJson.Options);
        }
        catch (JsonException)
        {
            // The status says enough.
        }

        return new Problem(problem?.Type, problem?.Detail ?? $"the answer was {(int)response.StatusCode}.", problem?.LastExpiredEventId);
    }

    /// <summary>Returns the error of a stream port whose events are gone; null for every other one.</summary>
    public EventsExpiredException? Expired(DataProductId product) =>
        (Type, LastExpiredEventId) is (ProblemTypes.EventsExpired, { } last) ? new EventsExpiredException(product, last, Detail!) : null;
}
