using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Identity.Keys;
using MeshStarter.ServiceDefaults.Identity.Provider;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>
/// Requests tokens by client credentials (RFC 6749 section 4.4): the secret is sent in the POST body only, a token is cached until shortly
/// before it expires.
/// </summary>
internal sealed partial class ServiceTokenSource(
    IHttpClientFactory clients,
    AuthorityConfiguration authority,
    ProviderAudiences audiences,
    IOptions<IdentityOptions> options,
    TimeProvider time,
    ILogger<ServiceTokenSource> logger) : IServiceTokenSource
{
    private static readonly TimeSpan ExpiryMargin = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Lazy<Task<HeldToken>>> _held = new(StringComparer.Ordinal);

    public async ValueTask<string> GetTokenAsync(string audience, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(audience);
        while (true)
        {
            // Single flight: a caller that comes during a request waits for that one.
            var shared = _held.GetOrAdd(audience, NewRequest);
            HeldToken held;
            try
            {
                held = await shared.Value.WaitAsync(cancellationToken);
            }
            catch when (shared.Value.IsCompleted && !shared.Value.IsCompletedSuccessfully)
            {
                Remove(audience, shared);
                throw;
            }
            if (time.GetUtcNow() < held.UseUntil)
            {
                return held.AccessToken;
            }

            Remove(audience, shared);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FurtherAudiences(string token, string audience) => audiences.FurtherOf(token, audience);

    /// <summary>Drops a token that the target refused.</summary>
    public void Forget(string audience, string accessToken)
    {
        if (_held.TryGetValue(audience, out var shared)
            && shared.Value.IsCompletedSuccessfully
            && string.Equals(shared.Value.Result.AccessToken, accessToken, StringComparison.Ordinal))
        {
            LogRefused(audience);
            Remove(audience, shared);
        }
    }

    private Lazy<Task<HeldToken>> NewRequest(string audience) => new(() => RequestAsync(audience, CancellationToken.None));

    private void Remove(string audience, Lazy<Task<HeldToken>> shared) =>
        _held.TryRemove(new KeyValuePair<string, Lazy<Task<HeldToken>>>(audience, shared));

    private async Task<HeldToken> RequestAsync(string audience, CancellationToken cancellationToken)
    {
        var (id, secret) = Credentials();
        var requested = string.IsNullOrEmpty(options.Value.SharedAudience) ? audiences.RequestedFor(audience) : options.Value.SharedAudience;
        List<KeyValuePair<string, string>> form = [new("grant_type", "client_credentials"), new("client_id", id), new("client_secret", secret), new("audience", requested)];
        if (options.Value.TokenScope is { Length: > 0 } scope)
        {
            form.Add(new("scope", scope.Replace(ProviderAudiences.Placeholder, requested, StringComparison.Ordinal)));
        }

        var endpoint = await authority.GetTokenEndpointAsync(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(form),
        };
        using var response = await clients.CreateClient(AuthorityConfiguration.ClientName).SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"The authority refused {id} a token for {audience}: HTTP {(int)response.StatusCode}. Check Mesh:Identity:ClientId and Mesh:Identity:ClientSecret.",
                inner: null,
                response.StatusCode);
        }
        var answer = await response.Content.ReadFromJsonAsync<TokenAnswer>(cancellationToken);
        if (answer is not { AccessToken.Length: > 0, ExpiresIn: > 0 })
        {
            throw new HttpRequestException($"The authority answered {id} without a token.");
        }

        var life = TimeSpan.FromSeconds(Math.Min(answer.ExpiresIn, 86_400));
        LogIssued(audience, (int)life.TotalSeconds);
        // A token with a very short lifetime is used for half of it.
        return new HeldToken(answer.AccessToken, time.GetUtcNow() + (life > ExpiryMargin * 2 ? life - ExpiryMargin : life / 2));
    }

    private (string Id, string Secret) Credentials() => options.Value is { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret }
        ? (id, secret)
        : throw new InvalidOperationException("Settings Mesh:Identity:ClientId and Mesh:Identity:ClientSecret are missing. Set them to this service's own credentials.");

    [LoggerMessage(EventIds.ServiceTokenIssued, LogLevel.Debug, "Got a token for {Audience}, good for {ExpiresInSeconds} s")]
    private partial void LogIssued(string audience, int expiresInSeconds);

    [LoggerMessage(EventIds.ServiceTokenRefused, LogLevel.Warning, "{Audience} refused this service's token; the next call asks for a new one")]
    private partial void LogRefused(string audience);

    private sealed record HeldToken(string AccessToken, DateTimeOffset UseUntil);

    private sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string? AccessToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
