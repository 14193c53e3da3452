using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.AppHost.Resources;
using MeshStarter.AppHost.Settings;
using MeshStarter.Cli.Control;

namespace MeshStarter.AppHost.Start;

/// <summary>Queries the running mesh, as a client of its own with tokens of its own.</summary>
internal sealed class MeshClient(MeshMap map, MeshSettings settings, MeshSecrets secrets) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Gets the import report of a domain, as the domain itself: others get only what they may discover. Null if the domain does not answer.</summary>
    public Task<ImportReport?> ImportAsync(IResourceBuilder<ProjectResource> domain, CancellationToken cancellationToken) => GetAsync(
        domain, "import", async answer => answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<ImportReport>(ImportReport.Json, cancellationToken) : null, cancellationToken);

    /// <summary>Gets the health of a service, of a domain with the reasons that only the domain gets; null if the service does not answer.</summary>
    public Task<ServiceHealth?> HealthAsync(IResourceBuilder<ProjectResource> service, CancellationToken cancellationToken) => GetAsync<ServiceHealth>(
        service, "health", async answer => ServiceHealth.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)), cancellationToken);

    /// <summary>Gets the pipelines of a domain, and its sources that fail; null if the domain does not answer, or the tokens are a provider's.</summary>
    public Task<IReadOnlyList<ControlFeed>?> FeedsAsync(IResourceBuilder<ProjectResource> domain, CancellationToken cancellationToken) => settings.Authority is not null
        ? Task.FromResult<IReadOnlyList<ControlFeed>?>(null)
        : GetAsync(domain, "health/products", async answer => answer.IsSuccessStatusCode ? ProductFeeds.Read(await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)) : null, cancellationToken);

    /// <summary>Returns whether a product has a row.</summary>
    public async Task<bool> HasRowsAsync(string product, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{map.Query.GetEndpoint("http").Url}/query")
            {
                Content = new StringContent($"SELECT 1 AS row FROM {product} LIMIT 1"),
            };
            using var response = await SendAsync(request, "query", cancellationToken);
            return response.IsSuccessStatusCode && (await response.Content.ReadAsStringAsync(cancellationToken)).Trim().Length > 0;
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            return false;
        }
    }

    /// <summary>Gets the domains that the catalog lists and this mesh does not find; empty if the catalog does not answer.</summary>
    public async Task<IReadOnlyList<OrphanedDomain>> OrphanedAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{map.Catalog.GetEndpoint("http").Url}/domains");
            using var response = await SendAsync(request, "catalog", cancellationToken);
            return response.IsSuccessStatusCode ? OrphanedDomain.Read(await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)) : [];
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            return [];
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsNoAnswer(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    // Without a token where there is none: a service then answers what everyone gets.
    private async Task<T?> GetAsync<T>(IResourceBuilder<ProjectResource> service, string path, Func<HttpResponseMessage, Task<T?>> readAsync, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{service.GetEndpoint("http").Url}/{path}");
            if (settings.Authority is null && map.Domains.Contains(service) && await DomainTokenAsync(service.Resource.Name.Replace('-', '_'), cancellationToken) is { } token)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            using var answer = await _http.SendAsync(request, cancellationToken);
            return await readAsync(answer);
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            return null;
        }
    }

    private async Task<string?> DomainTokenAsync(string domain, CancellationToken cancellationToken)
    {
        try
        {
            return await TokenAsync(domain, domain, cancellationToken);
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string audience, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(DevelopmentIssuerExtensions.AppHostClient, audience, cancellationToken));
        return await _http.SendAsync(request, cancellationToken);
    }

    private async Task<string> TokenAsync(string client, string audience, CancellationToken cancellationToken)
    {
        // Only the development issuer has these secrets; with a real provider the start sends no queries.
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = secrets[MeshContext.ClientSecret(client)],
            ["audience"] = audience,
        });
        using var response = await _http.PostAsync($"{settings.Authority ?? map.Governance.GetEndpoint("http").Url}/connect/token", form, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.GetProperty("access_token").GetString()!;
    }
}
