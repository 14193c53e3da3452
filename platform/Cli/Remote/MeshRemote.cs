using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MeshStarter.Cli.Remote.Tokens;
using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Cli.Remote;

/// <summary>Client of a running mesh, for one caller.</summary>
internal sealed class MeshRemote(HttpClient http, MeshAddresses addresses, ICallerTokens tokens) : IDisposable
{
    public const string JsonLines = "application/x-ndjson";

    private const string Catalog = "catalog";
    private const string Query = "query";
    private const string Governance = "governance";

    // A command calls the service of a product several times, such as page after page.
    private readonly Dictionary<ProductReference, string> _found = [];

    /// <summary>The option, variable or command that the caller's tokens come by.</summary>
    public string TokenSource => tokens.Source;

    /// <summary>The address of the service of the command's domain, as the caller gives it; null for the one that the domain registered.</summary>
    public Uri? Service { get; init; }

    /// <summary>Sends a request to the catalog.</summary>
    /// <exception cref="CliException">The service does not answer, or refuses.</exception>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        await AskAsync(Catalog, isGiven: true, HttpMethod.Get, new Uri(await addresses.CatalogAsync(http, cancellationToken), path), content: null, cancellationToken);

    /// <summary>Sends a request with a body to the catalog.</summary>
    /// <exception cref="CliException">The service does not answer, or refuses.</exception>
    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken) =>
        await AskAsync(Catalog, isGiven: true, HttpMethod.Post, new Uri(await addresses.CatalogAsync(http, cancellationToken), path), Json(body), cancellationToken);

    /// <summary>Has the catalog remove something.</summary>
    /// <exception cref="CliException">The catalog does not answer, or refuses.</exception>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(await addresses.CatalogAsync(http, cancellationToken), path));
        using var response = await SendAsync(Catalog, isGiven: true, request, http.Timeout, cancellationToken);
    }

    /// <summary>Sends a request to the service of a product's domain, about the product.</summary>
    /// <exception cref="CliException">The service does not answer, or refuses.</exception>
    public async Task<JsonElement> ProductAsync(HttpMethod method, ProductReference product, string what, object? body, CancellationToken cancellationToken) =>
        await AskAsync(product.Product.Domain, Service is not null, method, await AddressOfAsync(product, what, cancellationToken), body is null ? null : Json(body), cancellationToken);

    /// <summary>Sends a request to a domain's service, about the domain.</summary>
    /// <exception cref="CliException">The service does not answer, or refuses.</exception>
    public async Task<JsonElement> DomainAsync(HttpMethod method, string domain, string what, object? body, CancellationToken cancellationToken) =>
        await AskAsync(domain, Service is not null, method, await AddressOfDomainAsync(domain, what, cancellationToken), body is null ? null : Json(body), cancellationToken);

    /// <summary>Sends a request whose answer a domain's service may hold back for as long as the request says.</summary>
    /// <exception cref="CliException">The service does not answer, or refuses.</exception>
    public async Task<JsonElement> WaitAsync(string domain, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await SendAsync(domain, Service is not null, request, http.Timeout, cancellationToken);
        return await MeshHttp.JsonAsync(http, response, cancellationToken);
    }

    /// <summary>Reads events of a product's stream, and the place to go on from where there are none and it is not the end; else null.</summary>
    /// <exception cref="CliException">The service does not answer, or refuses.</exception>
    public async Task<(JsonElement Events, string? Place)> EventsAsync(string domain, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await SendAsync(domain, Service is not null, request, http.Timeout, cancellationToken);
        return (await MeshHttp.JsonAsync(http, response, cancellationToken), CloudEventBatch.PlaceIn(response));
    }

    /// <summary>Gets the address at which a domain's service answers about the domain.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="what">The resource, such as <c>streams</c>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="CliException">The catalog does not answer, or does not have the service's address.</exception>
    public async Task<Uri> AddressOfDomainAsync(string domain, string what, CancellationToken cancellationToken)
    {
        if (Service is { } given)
        {
            return new Uri($"{given.AbsoluteUri.TrimEnd('/')}/{what}");
        }

        var page = (await GetAsync($"products?domain={Uri.EscapeDataString(domain)}&limit=1", cancellationToken)).GetProperty("items");
        if (page.GetArrayLength() == 0)
        {
            throw new CliException(CliExitCodes.NotFound, $"{domain}: the catalog knows no product of this domain that you may see, and so not where its service is. Name the domain, such as payments, or give the service's address with --service.");
        }

        var address = (await AddressOfAsync(ProductReference.Parse(page[0].GetProperty("name").GetString()!), "", cancellationToken)).AbsoluteUri;
        return new Uri($"{address[..address.LastIndexOf("/products/", StringComparison.Ordinal)]}/{what}");
    }

    /// <summary>Sends a request to governance.</summary>
    /// <exception cref="CliException">Governance does not answer, or refuses.</exception>
    public async Task<JsonElement> GovernanceAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken) =>
        await AskAsync(Governance, isGiven: true, method, new Uri(await addresses.GovernanceAsync(http, cancellationToken), path), body is null ? null : Json(body), cancellationToken);

    /// <summary>Reads a text of governance.</summary>
    /// <exception cref="CliException">Governance does not answer, or refuses.</exception>
    public async Task<string> GovernanceTextAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(await addresses.GovernanceAsync(http, cancellationToken), path));
        using var response = await SendAsync(Governance, isGiven: true, request, MeshHttp.Soon, cancellationToken);
        return await MeshHttp.ReadAsync(http, response.Content.ReadAsStringAsync, cancellationToken);
    }

    /// <summary>Sends YAML to governance.</summary>
    /// <exception cref="CliException">Governance does not answer, or refuses.</exception>
    public async Task<JsonElement> GovernanceYamlAsync(HttpMethod method, string path, string yaml, CancellationToken cancellationToken) => await AskAsync(
        Governance, isGiven: true, method, new Uri(await addresses.GovernanceAsync(http, cancellationToken), path), new StringContent(yaml, Encoding.UTF8, "application/yaml"), cancellationToken);

    /// <summary>Gets the address at which a product's service answers about it.</summary>
    /// <param name="product">The product.</param>
    /// <param name="what">The resource, such as <c>quarantine</c>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="CliException">The catalog does not answer, or does not have the service's address.</exception>
    public async Task<Uri> AddressOfAsync(ProductReference product, string what, CancellationToken cancellationToken)
    {
        if (Service is { } given)
        {
            var major = product.Major is { } number ? $"@{number}" : "";
            return new Uri($"{given.AbsoluteUri.TrimEnd('/')}/products/{product.Product.Product}{major}/{what}");
        }

        if (!_found.TryGetValue(product, out var address))
        {
            var details = (await GetAsync($"products/{product}", cancellationToken)).Deserialize<ProductDetails>(MeshJson.Options)!;
            if (details.Ports is not [var port, ..])
            {
                throw new CliException(CliExitCodes.Failed, $"{product}: the catalog knows no port of it, and so not where its service is.");
            }

            _found[product] = address = port.Url.LastIndexOf("/products/", StringComparison.Ordinal) is var end and >= 0
                ? $"{port.Url[..end]}/products/{product.Product.Product}@{details.Version.Major}"
                : throw new CliException(CliExitCodes.Failed, $"{product}: its port {port.Url} is under no /products/, and so does not say where its service is.");
        }

        return new Uri($"{address}/{what}");
    }

    /// <summary>Runs a query, which ends where the request is cancelled.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="mediaType">The form of the rows.</param>
    /// <param name="purpose">What the rows are read for; null for the token's purposes.</param>
    /// <param name="read">Reads the rows as they arrive.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="CliException">The proxy does not answer, or refuses the query.</exception>
    public async Task QueryAsync(string sql, string mediaType, string? purpose, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(await addresses.QueryAsync(http, cancellationToken), "query")) { Content = new StringContent(sql) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType));
        if (purpose is not null)
        {
            request.Headers.Add("X-Mesh-Purpose", purpose);
        }

        await ReadAsync("answer", Query, request, read, cancellationToken, mediaType == JsonLines ? "" : " Where the query itself failed, the last line of --format json has the reason.");
    }

    /// <summary>Writes the whole audit trail.</summary>
    /// <exception cref="CliException">Governance does not answer, or refuses.</exception>
    public async Task ExportAuditAsync(Stream output, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(await addresses.GovernanceAsync(http, cancellationToken), "audit/export"));
        await ReadAsync("export", Governance, request, (trail, cancelled) => trail.CopyToAsync(output, cancelled), cancellationToken);
    }

    /// <summary>Gets the caller's token for the catalog.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public Task<string> OwnTokenAsync(CancellationToken cancellationToken) => tokens.GetAsync(Catalog, isGiven: true, cancellationToken);

    public void Dispose() => http.Dispose();

    private static JsonContent Json(object body) => JsonContent.Create(body, body.GetType(), options: MeshJson.Options);

    private async Task<JsonElement> AskAsync(string service, bool isGiven, HttpMethod method, Uri address, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        using var response = await SendAsync(service, isGiven, request, method == HttpMethod.Get ? MeshHttp.Soon : http.Timeout, cancellationToken);
        return response.StatusCode == HttpStatusCode.NoContent ? default : await MeshHttp.JsonAsync(http, response, cancellationToken);
    }

    // An answer whose body may take as long as it likes.
    private async Task ReadAsync(string name, string service, HttpRequestMessage request, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken, string advice = "")
    {
        using var response = await SendAsync(service, isGiven: true, request, http.Timeout, cancellationToken);
        try
        {
            await read(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new CliException(CliExitCodes.Failed, $"The {name} broke off and is not whole: {exception.Message}{advice}", exception);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string service, bool isGiven, HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (tokens.IsConfined && request.RequestUri is { IsLoopback: false } elsewhere && elsewhere.Scheme != Uri.UriSchemeHttps)
        {
            throw new CliException(CliExitCodes.Usage, $"{elsewhere.GetLeftPart(UriPartial.Authority)} is neither https nor this machine, and the token of {tokens.Source} does not go there. Give the service's https address.");
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(service, isGiven, cancellationToken));
        var response = await MeshHttp.AskAsync(http, request, patience, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw new CliException(CodeOf(response.StatusCode), $"{await MeshHttp.ProblemAsync(response, cancellationToken)}{(response.StatusCode == HttpStatusCode.Unauthorized && tokens.Remedy is { } remedy ? $" {remedy}" : "")}")
            {
                IsPassing = response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
            };
        }
    }

    private static int CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => CliExitCodes.Denied,
        HttpStatusCode.NotFound => CliExitCodes.NotFound,
        _ => CliExitCodes.Failed,
    };
}
