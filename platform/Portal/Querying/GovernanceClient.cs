using MeshStarter.Contracts.Json;

namespace MeshStarter.Portal.Querying;

/// <summary>Sends requests to governance as the signed-in user.</summary>
internal abstract class GovernanceClient(HttpClient http, ServiceRequests requests)
{
    /// <summary>The name of the service.</summary>
    public const string Service = "governance";

    /// <summary>Gets what an address has.</summary>
    /// <exception cref="ServiceException">Governance or the issuer of tokens does not answer, or refuses.</exception>
    protected async Task<T> GetAsync<T>(string user, string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(user, HttpMethod.Get, path, content: null, cancellationToken);
        return await response.ReadAnswerAsync<T>(Service, cancellationToken);
    }

    /// <summary>Sends a form; null where it was taken, else why not.</summary>
    /// <exception cref="ServiceUnavailableException">Governance or the issuer of tokens does not answer.</exception>
    public Task<string?> PostAsync<T>(string user, string path, T form, CancellationToken cancellationToken) =>
        PostContentAsync(user, path, JsonContent.Create(form, options: MeshJson.Options), cancellationToken);

    /// <summary>Sends content; null where it was taken, else why not.</summary>
    /// <exception cref="ServiceUnavailableException">Governance or the issuer of tokens does not answer.</exception>
    protected async Task<string?> PostContentAsync(string user, string path, HttpContent content, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(user, HttpMethod.Post, path, content, cancellationToken);
        return response.IsSuccessStatusCode ? null : await response.ReadProblemAsync(cancellationToken);
    }

    /// <summary>Sends a request.</summary>
    /// <exception cref="ServiceUnavailableException">Governance or the issuer of tokens does not answer.</exception>
    protected async Task<HttpResponseMessage> SendAsync(string user, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = await requests.ToServiceAsync(user, method, Service, path, cancellationToken);
        request.Content = content;
        return await http.AskAsync(Service, request, cancellationToken);
    }
}
