using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Registration;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// Step 11: reads products of any domain, as policy lets the caller see them, and joins and aggregates them in the caller's
/// own process.
/// </summary>
/// <example><code>
/// var orders = await consumer.SubscribeAsync("orders.orders", ct);
/// var payments = await consumer.SubscribeAsync("payments.fact_payment_events", ct);
/// var days = orders.Join(payments, on: "order_id").GroupByWindow("purchased_at", TimeSpan.FromDays(1)).ToRows("day", WindowColumn.Sum("revenue", "amount"));
/// var revenue = await days.ToListAsync&lt;DailyRevenue&gt;(ct);
/// </code></example>
public sealed class DataProductConsumer
{
    // A service that does not answer its health check holds up no reader of its tables' files.
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(5);

    private const string CatalogAudience = "catalog";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly Uri _registryUrl;
    private readonly HttpClient _http;
    private readonly IServiceTokenSource? _tokens;

    /// <summary>Makes a consumer with the client's identity, or with that of this service.</summary>
    /// <param name="registryUrl">The catalog's address.</param>
    /// <param name="http">
    /// Sends the caller's token (<see cref="HttpClient.DefaultRequestHeaders"/>) to the catalog. A domain's ports get one for this domain alone, for
    /// which the token's issuer exchanges it. A token that a handler of the client adds is not visible here: such a handler must look at each address.
    /// Give one that follows no redirect, as the one does that is made where there is none: the address of a port is its registrant's.
    /// </param>
    /// <param name="tokens">The service's tokens, one for each audience; null where the caller's token is exchanged.</param>
    public DataProductConsumer(Uri registryUrl, HttpClient? http = null, IServiceTokenSource? tokens = null)
    {
        _registryUrl = CatalogAddress.Of(registryUrl);
        // The address of a port is the registrant's: it does not choose where a request goes on to.
        _http = http ?? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        _tokens = tokens;
        Files = new ProductFiles(new RestTableCatalog(AskTablesAsync));
    }

    /// <summary>Makes a consumer that asks as this service and shares what it knows of tables.</summary>
    internal DataProductConsumer(Uri registryUrl, HttpClient http, IServiceTokenSource tokens, ProductFiles files)
        : this(registryUrl, http, tokens)
    {
        Files = files;
    }

    /// <summary>The tables' files.</summary>
    internal ProductFiles Files { get; }

    /// <summary>The catalog, which is called as this consumer, for all but subscriptions: a refusal is an <see cref="HttpRequestException"/>.</summary>
    internal CatalogClient Catalog => field ??= new CatalogClient(_registryUrl, AskCatalogAsync);

    private PortTokens PortTokens => field ??= new PortTokens(_http, _tokens, Time);

    /// <summary>The notices of deprecated products; null for none.</summary>
    internal DeprecationNotices? Notices { get; init; }

    /// <summary>The purpose of the reads, which the products' owners see in the catalog; this program's name by default.</summary>
    public string Purpose { get; init; } = UnsaidPurpose;

    /// <summary>
    /// The time that <see cref="SubscribeAsync(string, CancellationToken)"/> waits for what is not there yet, as when a mesh starts: the catalog, the
    /// product's registration, the service of its domain. 60 seconds where nothing is said; zero tries once.
    /// </summary>
    public TimeSpan Patience { get; init; } = UsualPatience;

    /// <summary>The patience where nothing is said.</summary>
    internal static TimeSpan UsualPatience => TimeSpan.FromSeconds(60);

    /// <summary>Measures the waiting.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The purpose where nothing is said.</summary>
    internal static string UnsaidPurpose => $"Read by {AppDomain.CurrentDomain.FriendlyName}";

    /// <summary>
    /// Reports to the catalog that the caller uses a product and what for, and finds its table and stream ports. Rows are read when they
    /// are requested, each time again. Waits for what is not there yet, for <see cref="Patience"/> at most.
    /// </summary>
    /// <param name="product">The product, such as <c>orders.fact_order_events</c>, or a certain major version of it, <c>orders.fact_order_events@1</c>.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="FormatException"><paramref name="product"/> is not a product's name.</exception>
    /// <exception cref="ProductNotReadyException">There is no such product that the caller may see, yet: asking again later may help.</exception>
    /// <exception cref="SubscriptionRefusedException">The product has neither a table nor a stream port, or is not for this caller: asking again does not help.</exception>
    /// <exception cref="HttpRequestException">The catalog does not answer: asking again later helps.</exception>
    public Task<Subscription> SubscribeAsync(string product, CancellationToken cancellationToken) => SubscribeAsync(product, kept: [], cancellationToken);

    /// <summary>As <see cref="SubscribeAsync(string, CancellationToken)"/>, of the product whose record <typeparamref name="TRow"/> is.</summary>
    /// <typeparam name="TRow">The record that the build made, such as of <c>Consumes/orders.fact_order_events.avsc</c>.</typeparam>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ProductNotReadyException">There is no such product that the caller may see, yet: asking again later may help.</exception>
    /// <exception cref="SubscriptionRefusedException">The product has neither a table nor a stream port, is not for this caller, or its rows are not those that the record was made for.</exception>
    /// <exception cref="HttpRequestException">The catalog does not answer: asking again later helps.</exception>
    public async Task<Subscription<TRow>> SubscribeAsync<TRow>(CancellationToken cancellationToken)
        where TRow : class, IProductRow => new(await SubscribeAsync(TRow.Product, TRow.Columns, cancellationToken));

    private async Task<Subscription> SubscribeAsync(string product, IReadOnlyList<ColumnDefinition> kept, CancellationToken cancellationToken)
    {
        var reference = ProductReference.Parse(product);
        var began = Time.GetTimestamp();
        while (true)
        {
            try
            {
                var details = await FindAsync(reference, kept, cancellationToken);
                if (Time.GetElapsedTime(began) >= Patience || await IsServedAsync(details, cancellationToken))
                {
                    return new Subscription(this, details);
                }
            }
            catch (HttpRequestException exception) when (IsTransient(exception) && Time.GetElapsedTime(began) < Patience)
            {
                // Requested again below.
            }

            // Found again each time: a service may register itself at another address.
            await Task.Delay(RetryDelay, Time, cancellationToken);
        }
    }

    private async Task<ProductDetails> FindAsync(ProductReference reference, IReadOnlyList<ColumnDefinition> kept, CancellationToken cancellationToken)
    {
        var id = reference.Product;
        // The catalog's refusals mean what a port's do.
        var catalog = new CatalogClient(_registryUrl, (request, cancelled) => SendAsync(request, toCatalog: true, id, cancelled));
        var details = await catalog.FindAsync(reference, cancellationToken) ?? throw new HttpRequestException($"The catalog answered nothing about {id}.");
        ConsumedContract.Require(kept, details);
        Notices?.Notify(details);
        if (details.Ports.All(port => port.Type is not (PortType.Table or PortType.Stream)))
        {
            throw new SubscriptionRefusedException(id, "has neither a table port nor a stream port; ask its owner for one");
        }

        await catalog.SubscribeAsync(id, new SubscriptionRequest(Purpose, details.Version.Major, ConsumedContract.NamesOf(kept)), cancellationToken);
        return details;
    }

    // A service that has not registered its products yet answers 503. One that stays away holds up no reader of its tables' files for longer than the patience.
    private async Task<bool> IsServedAsync(ProductDetails product, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HealthPatience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, EndpointOf(product.Ports[0].Url, "health"));
            if (_http.DefaultRequestHeaders.Authorization is not null)
            {
                // Else the client adds the caller's own.
                request.Headers.Authorization = await PortTokens.FindAsync(product.Name, limit.Token);
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.StatusCode != HttpStatusCode.ServiceUnavailable;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The address of an endpoint of the service that has a port. The address of a service may have a path of its own.</summary>
    internal static Uri EndpointOf(string port, string name) =>
        port.LastIndexOf("/products/", StringComparison.Ordinal) is var end and > 0 ? new Uri($"{port[..end]}/{name}") : new Uri(new Uri(port), $"/{name}");

    private static bool IsTransient(HttpRequestException exception) =>
        exception is ProductNotReadyException || exception.StatusCode is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <summary>Sends a request to a port of a product as the caller. The response is a success; its body is not read yet.</summary>
    internal async Task<HttpResponseMessage> SendAsync(Uri port, DataProductId product, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, port);
        return await SendAsync(request, toCatalog: false, product, cancellationToken);
    }

    /// <summary>Names the masks and filters that the caller's rows of a product go through at a port; null where it sees every column and row.</summary>
    /// <exception cref="SubscriptionRefusedException">The product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">The port does not answer.</exception>
    internal async Task<string?> ObligationsAsync(Uri port, DataProductId product, CancellationToken cancellationToken)
    {
        var address = PortObligations.Address(port);
        using var response = await SendAsync(address, product, cancellationToken);
        return await response.Content.ReadFromJsonAsync<PortObligations>(MeshJson.Options, cancellationToken) is { } obligations
            ? obligations.Name
            : throw new HttpRequestException($"{address} answered nothing.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool toCatalog, DataProductId product, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = toCatalog ? await AskCatalogAsync(request, cancellationToken) : await AskPortAsync(request, product, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new HttpRequestException(
                exception.HttpRequestError,
                $"{product} cannot be read now, {request.RequestUri!.GetLeftPart(UriPartial.Path)} does not answer: {exception.Message}. Subscribe again, its service may have moved; events go on after the last one that was seen.",
                exception,
                exception.StatusCode);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var problem = await Problem.ReadAsync(response, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone))
            {
                throw problem.Refusal(request.RequestUri!, response.StatusCode);
            }

            throw response.StatusCode == HttpStatusCode.NotFound && toCatalog ? new ProductNotReadyException(product, problem.Detail!)
                : EventsExpiredException.Of(product, problem) ?? (Exception)new SubscriptionRefusedException(product, $"cannot be read: {problem.Detail}") { IsStateGone = problem.Type == ProblemTypes.SnapshotNotFound };
        }
    }

    private Task<HttpResponseMessage> AskTablesAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(new Uri(_registryUrl, "iceberg/"), request.RequestUri!);
        return AskCatalogAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> AskCatalogAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_tokens is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _tokens.GetTokenAsync(CatalogAudience, cancellationToken));
        }

        return await PortCall.SendAsync(_http, request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<HttpResponseMessage> AskPortAsync(HttpRequestMessage request, DataProductId product, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = await PortTokens.FindAsync(product, cancellationToken);
        return await PortCall.SendAsync(_http, request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
