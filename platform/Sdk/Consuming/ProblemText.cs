using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Reads the text of an error response (problem+json, RFC 9457).</summary>
internal static class ProblemText
{
    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<Problem>(MeshJson.Options, cancellationToken);
            return problem?.Detail ?? Status(response);
        }
        catch (JsonException)
        {
            return Status(response);
        }
    }

    private static string Status(HttpResponseMessage response) => $"the answer was {(int)response.StatusCode}.";

    private sealed record Problem(string? Detail);
}
