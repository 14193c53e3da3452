using System.Net;
using System.Net.Http.Headers;
using MeshStarter.Catalog.Domains;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Catalog.Slo;

/// <summary>Requests the health of a domain's products from its service: one call, without a row, with a token for that domain alone.</summary>
internal sealed class DomainProbe(IHttpClientFactory clients, IServiceTokenSource tokens, DomainAddresses addresses)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Client = "domain-health";

    /// <summary>The longest time that a service may take to answer: a reader would have given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A service writes less than this for a thousand products.
    private const int LargestAnswer = 4 << 20;

    private const string Path = "health/products";

    /// <summary>Requests the health of a domain's products.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="port">The address of one of its ports.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<DomainAnswer> RequestAsync(string domain, string port, CancellationToken cancellationToken)
    {
        if (AddressOf(domain, port) is not { } address)
        {
            return new DomainAnswer.NotMeasured($"The address {port} is under no /products/, and so does not say where the service is.");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        string token;
        try
        {
            token = await tokens.GetTokenAsync(domain, cancellationToken);
            patience.CancelAfter(Patience);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Without a token nothing is known of the domain.
            return new DomainAnswer.NotMeasured(exception.Message);
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            using var response = await clients.CreateClient(Client).SendAsync(request, patience.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await ReadAsync(response, patience.Token),
                >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests => new DomainAnswer.Away($"The domain's service answers {(int)response.StatusCode}."),
                // A service of an earlier SDK has no such address; one that refuses the token is not down.
                var status => new DomainAnswer.NotMeasured($"The service of {domain} answers {(int)status} to the catalog's request for its health."),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DomainAnswer.Away($"The domain's service does not answer within {DurationText.Format(Patience)}.");
        }
        catch (HttpRequestException away) when (away.HttpRequestError != HttpRequestError.ConfigurationLimitExceeded)
        {
            return new DomainAnswer.Away("The domain's service does not answer.");
        }
        catch (Exception unread) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever one domain answers, the others are measured.
            return new DomainAnswer.NotMeasured($"The health that {domain} answers cannot be read: {unread.Message}");
        }
    }

    private static async Task<DomainAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var health = await response.Content.ReadFromJsonAsync<DomainHealth>(MeshJson.Options, cancellationToken) ?? throw new InvalidDataException("it is null.");
        return new DomainAnswer.Healthy(health.Products.DistinctBy(product => (product.Product, product.Major)).ToDictionary(product => new ProductMajorVersion(product.Product, product.Major)));
    }

    /// <summary>Prepares the HTTP client.</summary>
    public static void AddClient(IServiceCollection services) => services
        .AddTransient<InnerAddressHandler>()
        .AddHttpClient(Client, client => (client.Timeout, client.MaxResponseContentBufferSize) = (Patience * 2, LargestAnswer))
        // The address is the domain's own; it does not choose where the token goes on to.
        .UseSocketsHttpHandler((handler, _) => (handler.AllowAutoRedirect, handler.UseCookies, handler.ConnectTimeout) = (false, false, Patience))
        .AddHttpMessageHandler<InnerAddressHandler>()
        .RemoveAllLoggers();

    // In Development a domain may have no address: its ports were registered on this machine, below the address of its service.
    private Uri? AddressOf(string domain, string port) =>
        addresses.Find(domain) is { } given ? new Uri($"{given.ToString().TrimEnd('/')}/{Path}")
        : port.LastIndexOf("/products/", StringComparison.Ordinal) is var end and > 0 && Uri.TryCreate($"{port[..end]}/{Path}", UriKind.Absolute, out var address) ? address
        : null;
}

/// <summary>The answer of a domain's service to the request for the health of its products.</summary>
internal abstract record DomainAnswer
{
    private DomainAnswer()
    {
    }

    /// <summary>The service answers.</summary>
    /// <param name="Products">The health of its products.</param>
    public sealed record Healthy(IReadOnlyDictionary<ProductMajorVersion, ProductHealth> Products) : DomainAnswer;

    /// <summary>The service does not answer: none of its products is available.</summary>
    public sealed record Away(string Reason) : DomainAnswer;

    /// <summary>It is not known whether the service answers readers.</summary>
    public sealed record NotMeasured(string Reason) : DomainAnswer;
}
