using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>The metadata and the keys of the provider (OpenID Connect Discovery 1.0), read again once an hour, and where a token has a key that is not known.</summary>
internal sealed class ProviderMetadata(IHttpClientFactory clients, IOptions<IdentityOptions> identity, IHostEnvironment environment, TimeProvider time) : IDisposable
{
    /// <summary>The name of the HTTP client for the provider.</summary>
    public const string Client = "oidc";

    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);

    // Tokens of made-up keys must not become requests to the provider.
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _lock = new(1, 1);
    private Read? _last;
    private DateTimeOffset? _forcedAt;

    /// <summary>Gets the metadata.</summary>
    /// <exception cref="SignInRefusedException">The provider does not answer, or not as a provider.</exception>
    public Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken) => GetAsync(isForced: false, cancellationToken);

    /// <summary>Gets the metadata with the keys that the provider has now.</summary>
    /// <inheritdoc cref="GetAsync(CancellationToken)" path="/exception"/>
    public Task<OpenIdConnectConfiguration> ReloadAsync(CancellationToken cancellationToken) => GetAsync(isForced: true, cancellationToken);

    /// <summary>Whether the provider signs in users: it has an authorization endpoint. False where it does not answer.</summary>
    public async Task<bool> SignsInAsync(CancellationToken cancellationToken)
    {
        try
        {
            return !string.IsNullOrEmpty((await GetAsync(cancellationToken)).AuthorizationEndpoint);
        }
        catch (SignInRefusedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private async Task<OpenIdConnectConfiguration> GetAsync(bool isForced, CancellationToken cancellationToken)
    {
        if (!isForced && Known() is { } known)
        {
            return known;
        }

        await _lock.WaitAsync(cancellationToken);
        try
        {
            isForced &= _forcedAt is null || time.GetUtcNow() - _forcedAt >= LeastPause;
            if (!isForced && Known() is { } read)
            {
                return read;
            }

            _forcedAt = isForced ? time.GetUtcNow() : _forcedAt;
            var configuration = await FetchAsync(cancellationToken);
            _last = new Read(configuration, time.GetUtcNow());
            return configuration;
        }
        finally
        {
            _lock.Release();
        }
    }

    private OpenIdConnectConfiguration? Known() => _last is { } last && time.GetUtcNow() - last.At < FreshFor ? last.Configuration : null;

    private async Task<OpenIdConnectConfiguration> FetchAsync(CancellationToken cancellationToken)
    {
        var authority = identity.Value.Authority ?? throw new SignInRefusedException(SignInFailure.Unavailable, "Mesh:Identity:Authority is not set.");
        var address = authority.TrimEnd('/') + "/.well-known/openid-configuration";
        try
        {
            using var http = clients.CreateClient(Client);
            var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(address, new HttpDocumentRetriever(http) { RequireHttps = !IsOnThisMachine(authority) }, cancellationToken);
            return configuration.Issuer == authority && new[] { configuration.TokenEndpoint, configuration.AuthorizationEndpoint, configuration.EndSessionEndpoint }.All(IsTrustworthy)
                ? configuration
                : throw new SignInRefusedException(SignInFailure.Unavailable, $"{address} names another issuer than Mesh:Identity:Authority, or an endpoint that is no https address.");
        }
        catch (Exception failed) when (failed is IOException or HttpRequestException or InvalidOperationException or ArgumentException or System.Text.Json.JsonException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SignInRefusedException(SignInFailure.Unavailable, $"No metadata at {address}: {failed.Message}", failed);
        }
    }

    private bool IsTrustworthy(string? address) =>
        string.IsNullOrEmpty(address) || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || IsOnThisMachine(address)));

    private bool IsOnThisMachine(string address) => environment.IsDevelopment() && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback && uri.Scheme == Uri.UriSchemeHttp;

    private sealed record Read(OpenIdConnectConfiguration Configuration, DateTimeOffset At);
}
