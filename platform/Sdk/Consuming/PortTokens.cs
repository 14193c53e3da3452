using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Tokens;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// The tokens of a consumer for the ports of products. The address of a port is the registrant's, so it gets a token that is valid at its
/// domain alone: the service's own for that audience, or the caller's in exchange for a narrower one (RFC 8693) at the issuer of the token.
/// </summary>
internal sealed class PortTokens(HttpClient http, IServiceTokenSource? tokens, TimeProvider time)
{
    private static readonly TimeSpan ExpiryMargin = TimeSpan.FromSeconds(30);

    // Own: the caller's client adds the caller's token to each of its requests.
    private static readonly HttpClient Issuers = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 1 << 20,
    };

    private readonly Lock _change = new();
    private readonly Dictionary<string, (string From, string Token, DateTimeOffset Until)> _narrowed = new(StringComparer.Ordinal);

    /// <summary>Returns the header for a port of a domain; null where the caller's client has no token that this library could see.</summary>
    /// <exception cref="SubscriptionRefusedException">There is no token for this domain alone.</exception>
    /// <exception cref="HttpRequestException">The issuer does not answer.</exception>
    public async ValueTask<AuthenticationHeaderValue?> FindAsync(DataProductId product, CancellationToken cancellationToken)
    {
        var domain = product.Domain;
        if (tokens is not null)
        {
            return Bearer(await RequiredAsync(product, tokens, cancellationToken));
        }

        return http.DefaultRequestHeaders.Authorization is not { } own ? null
            : own.Parameter is { } token && TokenAudience.IsOnly(token, domain) ? own
            : Bearer(await NarrowAsync(product, own.Parameter ?? "", cancellationToken));
    }

    /// <summary>Returns a token of the service's own that is valid at a product's domain alone.</summary>
    /// <exception cref="SubscriptionRefusedException">It is valid elsewhere, too.</exception>
    public static async ValueTask<string> RequiredAsync(DataProductId product, IServiceTokenSource tokens, CancellationToken cancellationToken)
    {
        var token = await tokens.GetTokenAsync(product.Domain, cancellationToken);
        return tokens.FurtherAudiences(token, product.Domain) is { Count: > 0 }
            ? throw new SubscriptionRefusedException(
                product, $"cannot be read: the authority's token for {product.Domain} is for {string.Join(", ", TokenAudience.Read(token) ?? [])}, and what is valid elsewhere is not sent to an address that {product.Domain} registered. Configure the authority to issue tokens for the audience that is requested alone")
            : token;
    }

    private async Task<string> NarrowAsync(DataProductId product, string token, CancellationToken cancellationToken)
    {
        lock (_change)
        {
            if (_narrowed.TryGetValue(product.Domain, out var known) && known.From == token && time.GetUtcNow() < known.Until)
            {
                return known.Token;
            }
        }

        var issuer = TokenAudience.Issuer(token);
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || !IsSafe(address))
        {
            throw Refused(product, "the token of the program's HttpClient names no issuer that exchanges it");
        }

        using var question = new HttpRequestMessage(HttpMethod.Get, issuer.TrimEnd('/') + "/.well-known/openid-configuration");
        using var found = await PortCall.SendAsync(Issuers, question, HttpCompletionOption.ResponseContentRead, cancellationToken);
        if (Transient(found.StatusCode))
        {
            throw new HttpRequestException($"{issuer} answered {(int)found.StatusCode}.", inner: null, found.StatusCode);
        }

        if (!found.IsSuccessStatusCode
            || await ReadAsync<Metadata>(found, cancellationToken) is not { } metadata || metadata.Issuer != issuer
            || !Uri.TryCreate(metadata.TokenEndpoint, UriKind.Absolute, out var endpoint) || !IsSafe(endpoint))
        {
            throw Refused(product, $"{issuer} has no endpoint that exchanges tokens");
        }

        using var exchange = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(TokenExchangeForm.Of(token, product.Domain)) };
        using var response = await PortCall.SendAsync(Issuers, exchange, HttpCompletionOption.ResponseContentRead, cancellationToken);
        if (Transient(response.StatusCode))
        {
            throw new HttpRequestException($"{issuer} answered {(int)response.StatusCode}.", inner: null, response.StatusCode);
        }

        if (!response.IsSuccessStatusCode || await ReadAsync<Exchanged>(response, cancellationToken) is not { AccessToken: { } narrowed } exchanged || !TokenAudience.IsOnly(narrowed, product.Domain))
        {
            throw Refused(product, $"{issuer} does not exchange the token of the program's HttpClient for one for {product.Domain} alone (it answered {(int)response.StatusCode})");
        }

        lock (_change)
        {
            _narrowed[product.Domain] = (token, narrowed, time.GetUtcNow() + TimeSpan.FromSeconds(exchanged.ExpiresIn ?? 0) - ExpiryMargin);
        }

        return narrowed;
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(MeshJson.Options, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Transient(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private static AuthenticationHeaderValue Bearer(string token) => new("Bearer", token);

    private static SubscriptionRefusedException Refused(DataProductId product, string reason) => new(
        product, $"cannot be read: {reason}, and it is not sent as it is to an address that {product.Domain} registered. Give the consumer an IServiceTokenSource, which has a token for each domain");

    private sealed record Metadata(string? Issuer, string? TokenEndpoint);

    private sealed record Exchanged(string? AccessToken, long? ExpiresIn);
}
