using System.Net;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Querying;

/// <summary>
/// Sends requests to services of the mesh as the signed-in user, with a token for the one service: the catalog, governance, the query proxy, or a domain's own.
/// Addresses come from the AppHost and not from the catalog, because requests carry that token.
/// </summary>
internal sealed class MeshClient(IHttpClientFactory clients, PersonaTokens tokens, ServiceDirectory services)
{
    /// <summary>The name of the catalog.</summary>
    public const string Catalog = "catalog";

    /// <summary>The name of governance.</summary>
    public const string Governance = "governance";

    /// <summary>The name of the query proxy.</summary>
    public const string Query = "query";

    /// <summary>The seconds for an answer, where a caller gives no others.</summary>
    public const int Usual = 10;

    // Bytes. A page of quarantined batches with wide rows has less; a domain's code could send without end.
    private const int LargestOfDomain = 64 << 20;

    /// <summary>The address of a product's resource, such as <c>quarantine</c>, below its domain's service.</summary>
    public static string PathOf(ProductReference product, string what) => $"products/{product.Product.Product}{(product.Major is { } major ? $"@{major}" : "")}/{what}";

    /// <summary>Whether the AppHost named the domain's service to this portal.</summary>
    public bool KnowsDomain(string domain) => services.TryFindDomain(domain, out _);

    /// <summary>Gets what an address has.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="service">The service, or the domain.</param>
    /// <param name="path">The address below the service's, such as <c>overview</c>.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <param name="seconds">The time for the answer.</param>
    /// <exception cref="ServiceException">The service is unknown; it or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<T> GetAsync<T>(string user, string service, string path, CancellationToken cancellationToken, int seconds = Usual)
        where T : class
    {
        using var response = await SendAsync(user, service, path, cancellationToken, seconds);
        return await response.ReadAnswerAsync<T>(service, cancellationToken);
    }

    /// <summary>As <see cref="GetAsync"/>; null where the service has nothing there that the user may see.</summary>
    public async Task<T?> FindAsync<T>(string user, string service, string path, CancellationToken cancellationToken, int seconds = Usual)
        where T : class
    {
        using var response = await SendAsync(user, service, path, cancellationToken, seconds);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await response.ReadAnswerAsync<T>(service, cancellationToken);
    }

    /// <summary>Sends a form, which is content or becomes JSON; null where it was taken, else why not.</summary>
    /// <inheritdoc cref="SendAsync(string, string, HttpRequestMessage, CancellationToken, int, HttpCompletionOption, int)"/>
    public async Task<string?> PostAsync(string user, string service, string path, object form, CancellationToken cancellationToken, int seconds = Usual)
    {
        using var response = await SendFormAsync(user, service, path, form, seconds, cancellationToken);
        return response.IsSuccessStatusCode ? null : await response.ReadProblemAsync(cancellationToken);
    }

    /// <summary>As <see cref="PostAsync"/>, also without a form; whether it was taken, and the text for the reader: that of the answer, or why not.</summary>
    public async Task<(bool IsDone, string Said)> PostAsync<T>(string user, string service, string path, object? form, Func<T, string> said, CancellationToken cancellationToken, int seconds = Usual)
        where T : class
    {
        using var response = await SendFormAsync(user, service, path, form, seconds, cancellationToken);
        return response.IsSuccessStatusCode ? (true, said(await response.ReadJsonAsync<T>(service, MeshJson.Options, cancellationToken))) : (false, await response.ReadProblemAsync(cancellationToken));
    }

    /// <summary>As <see cref="GetAsync"/>, for a caller that reads the answer, or the refusal, itself.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="service">The service, or the domain.</param>
    /// <param name="path">The address below the service's.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <param name="seconds">The time for the answer.</param>
    /// <param name="largest">The most bytes of a domain's answer.</param>
    public async Task<HttpResponseMessage> SendAsync(string user, string service, string path, CancellationToken cancellationToken, int seconds = Usual, int largest = LargestOfDomain)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(user, service, request, cancellationToken, seconds, largest: largest);
    }

    /// <summary>Sends a request, whose address is below the service's.</summary>
    /// <exception cref="ServiceException">The service is unknown; it does not answer; or the issuer of tokens does not answer, or refuses.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        string user, string service, HttpRequestMessage request, CancellationToken cancellationToken, int seconds = Usual, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead,
        int largest = LargestOfDomain)
    {
        request.RequestUri = new Uri(AddressOf(service), request.RequestUri!);
        request.OnBehalfOf(await tokens.GetAsync(user, service, cancellationToken));
        var http = clients.CreateClient(nameof(MeshClient));
        http.Timeout = TimeSpan.FromSeconds(seconds);
        if (!IsOfPlatform(service))
        {
            http.MaxResponseContentBufferSize = largest;
        }

        return await http.AskAsync(service, request, cancellationToken, completion);
    }

    private async Task<HttpResponseMessage> SendFormAsync(string user, string service, string path, object? form, int seconds, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form is null ? null : form as HttpContent ?? JsonContent.Create(form, form.GetType(), options: MeshJson.Options) };
        return await SendAsync(user, service, request, cancellationToken, seconds);
    }

    private static bool IsOfPlatform(string service) => service is Catalog or Governance or Query;

    private Uri AddressOf(string service) =>
        IsOfPlatform(service) ? services.Find(service)
        : services.TryFindDomain(service, out var address) ? address
        : throw new ServiceUnavailableException($"No service of domain {service} runs in this mesh.");
}
