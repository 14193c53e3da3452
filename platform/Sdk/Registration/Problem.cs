using System.Net;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Registration;

/// <summary>An error response (problem+json, RFC 9457).</summary>
internal sealed record Problem(string? Type = null, string? Detail = null, string? LastExpiredEventId = null, ProductVersion? LeastVersion = null)
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

        return problem?.Detail is null ? (problem ?? new Problem()) with { Detail = $"the answer was {(int)response.StatusCode}." } : problem;
    }

    /// <summary>The failure of the request that has this response.</summary>
    public HttpRequestException Refusal(Uri address, HttpStatusCode status) => new($"{address.GetLeftPart(UriPartial.Path)} answered: {Detail}", inner: null, status);
}
