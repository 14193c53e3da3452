using System.Text.Json;
using MeshStarter.Contracts;

namespace MeshStarter.Portal.Querying;

/// <summary>How pages ask the mesh: what goes wrong on the way is told in words that say which service it is.</summary>
internal static class QueryClient
{
    /// <summary>Sends a request.</summary>
    /// <param name="http">What it is sent by.</param>
    /// <param name="service">Who is asked, such as <c>catalog</c>.</param>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">The reader has gone.</param>
    /// <exception cref="ServiceTimeoutException">There is no answer, or one that says the service cannot work for now.</exception>
    public static async Task<HttpResponseMessage> AskAsync(this HttpClient http, string service, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ServiceTimeoutException($"{service} does not answer{(exception is OperationCanceledException ? $" within {http.Timeout.TotalSeconds:F0} seconds" : "")}.", exception);
        }

        if ((int)response.StatusCode < StatusCodes.Status500InternalServerError)
        {
            return response;
        }

        using (response)
        {
            throw new ServiceTimeoutException($"{service} cannot answer for now: {await response.ReadProblemAsync(cancellationToken)}");
        }
    }

    /// <summary>What an answer that is an error says about it (problem+json, RFC 9457).</summary>
    public static async Task<string> ReadProblemAsync(this HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<Problem>(MeshJson.Options, cancellationToken);
            return problem?.Detail ?? problem?.Title ?? Status(response);
        }
        catch (JsonException)
        {
            return Status(response);
        }
    }

    private static string Status(HttpResponseMessage response) => $"The answer was {(int)response.StatusCode}.";

    private sealed record Problem(string? Title, string? Detail);
}
