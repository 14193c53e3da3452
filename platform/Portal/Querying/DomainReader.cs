namespace MeshStarter.Portal.Querying;

/// <summary>Reads from domains' own services as the signed-in user, with a token that is valid at that domain alone.</summary>
internal sealed class DomainReader(HttpClient http, ServiceRequests requests)
{
    /// <summary>Whether the AppHost named the domain's service to this portal.</summary>
    public bool Knows(string domain) => requests.KnowsDomain(domain);

    /// <summary>Gets what an address has; null where the service has nothing there that the user may see.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="path">The address below the service's, such as <c>import</c>.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The service is unknown or does not answer.</exception>
    public async Task<T?> FindAsync<T>(string user, string domain, string path, CancellationToken cancellationToken)
        where T : class
    {
        using var request = await requests.ToDomainAsync(user, HttpMethod.Get, domain, path, cancellationToken);
        using var response = await http.AskAsync(domain, request, cancellationToken);
        return response.IsSuccessStatusCode ? await response.ReadAnswerAsync<T>(domain, cancellationToken) : null;
    }
}
