using System.Text.Json;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Portal.Querying;

/// <summary>Sends requests of pages to the mesh. An error message names the service.</summary>
internal static class QueryClient
{
    /// <summary>Sends a request.</summary>
    /// <param name="http">The HTTP client.</param>
    /// <param name="service">The service, such as <c>catalog</c>.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <param name="completion">Whether the whole answer is read, by default, or its headers only.</param>
    /// <exception cref="ServiceUnavailableException">There is no answer, it is too large, or the service is unavailable.</exception>
    public static async Task<HttpResponseMessage> AskAsync(
        this HttpClient http, string service, HttpRequestMessage request, CancellationToken cancellationToken, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, completion, cancellationToken);
        }
        catch (HttpRequestException tooLarge) when (tooLarge.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ServiceUnavailableException($"{service} answers with more than this page takes.", tooLarge);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ServiceUnavailableException($"{service} does not answer{(exception is OperationCanceledException ? $" within {http.Timeout.TotalSeconds:F0} seconds" : "")}.", exception);
        }

        if ((int)response.StatusCode < StatusCodes.Status500InternalServerError)
        {
            return response;
        }

        using (response)
        {
            throw new ServiceUnavailableException($"{service} cannot answer for now: {await response.ReadProblemAsync(cancellationToken)}");
        }
    }

    /// <summary>Reads a successful answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="service">The service that gave it.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceRefusedException">The service refuses the request.</exception>
    /// <exception cref="ServiceUnavailableException">The answer cannot be read.</exception>
    public static async Task<T> ReadAnswerAsync<T>(this HttpResponseMessage response, string service, CancellationToken cancellationToken) => response.IsSuccessStatusCode
        ? await response.ReadJsonAsync<T>(service, MeshJson.Options, cancellationToken)
        : (int)response.StatusCode is StatusCodes.Status400BadRequest or StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound or StatusCodes.Status409Conflict
            ? throw new ServiceRefusedException(await response.ReadProblemAsync(cancellationToken)) { Status = (int)response.StatusCode }
            : throw new ServiceRefusedException($"{service} refuses the question: {await response.ReadProblemAsync(cancellationToken)}");

    /// <summary>Reads the JSON of an answer.</summary>
    /// <exception cref="ServiceUnavailableException">The answer cannot be read.</exception>
    public static async Task<T> ReadJsonAsync<T>(this HttpResponseMessage response, string service, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(json, cancellationToken))!;
        }
        catch (JsonException unreadable)
        {
            throw new ServiceUnavailableException($"{service} gives an answer that this page cannot read.", unreadable);
        }
    }

    /// <summary>Gets the message of an error response (problem+json, RFC 9457).</summary>
    public static async Task<string> ReadProblemAsync(this HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<Problem>(MeshJson.Options, cancellationToken);
            return ServiceText.Of(problem?.Detail, (int)response.StatusCode) ?? problem?.Title ?? Status(response);
        }
        catch (JsonException)
        {
            return Status(response);
        }
    }

    private static string Status(HttpResponseMessage response) => $"The answer was {(int)response.StatusCode}.";

    private sealed record Problem(string? Title, string? Detail);
}
