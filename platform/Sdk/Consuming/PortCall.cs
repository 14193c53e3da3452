namespace MeshStarter.Sdk.Consuming;

/// <summary>Sends a request of a consumer. A service that is silent for too long is one that does not answer, which is a single kind of failure.</summary>
internal static class PortCall
{
    /// <summary>Sends a request.</summary>
    /// <exception cref="HttpRequestException">The service does not answer, or not in time.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, completion, cancellationToken);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, $"{request.RequestUri!.Authority} did not answer in time", late);
        }
    }
}
