using System.Net;

namespace MeshStarter.Portal.Querying;

/// <summary>Reads from the catalog as the signed-in user, through the same endpoints as all clients.</summary>
internal sealed class CatalogReader(HttpClient http, ServiceRequests requests)
{
    /// <summary>The name of the service.</summary>
    public const string Service = "catalog";

    /// <summary>Gets what an address has.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="path">The address below the catalog's, such as <c>overview</c>.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The catalog or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<T> GetAsync<T>(string user, string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(user, path, cancellationToken);
        return await response.ReadAnswerAsync<T>(Service, cancellationToken);
    }

    /// <summary>As <see cref="GetAsync"/>; null where the catalog has nothing there that the user may see.</summary>
    public async Task<T?> FindAsync<T>(string user, string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(user, path, cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await response.ReadAnswerAsync<T>(Service, cancellationToken);
    }

    /// <summary>As <see cref="GetAsync"/>, for a caller that reads the answer, or the refusal, itself.</summary>
    /// <exception cref="ServiceUnavailableException">The catalog or the issuer of tokens does not answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(string user, string path, CancellationToken cancellationToken)
    {
        using var request = await requests.ToServiceAsync(user, HttpMethod.Get, Service, path, cancellationToken);
        return await http.AskAsync(Service, request, cancellationToken);
    }
}
