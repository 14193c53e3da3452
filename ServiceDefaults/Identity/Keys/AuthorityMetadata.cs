using System.Text.Json;
using MeshStarter.ServiceDefaults.Identity.Tokens;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>The authority's metadata (OpenID Connect Discovery 1.0): the addresses of its keys and its token endpoint.</summary>
internal sealed partial class AuthorityMetadata
{
    /// <summary>Name of the HTTP client for the authority: 5 s, no redirects, answers of at most 256 KiB.</summary>
    public const string ClientName = "mesh-authority";

    private static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);

    private readonly IHttpClientFactory _clients;
    private readonly IOptions<IdentityOptions> _options;
    private readonly IHostEnvironment _environment;
    private readonly ILogger _logger;
    private readonly RefreshingValue<Document> _document;

    public AuthorityMetadata(
        IHttpClientFactory clients, IOptions<IdentityOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<AuthorityMetadata> logger)
    {
        (_clients, _options, _environment, _logger) = (clients, options, environment, logger);
        _document = new RefreshingValue<Document>(FetchAsync, time);
    }

    public async Task<Uri> GetKeysAddressAsync(CancellationToken cancellationToken) => (await _document.GetAsync(cancellationToken)).Keys;

    public async Task<Uri> GetTokenEndpointAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _document.GetAsync(cancellationToken)).TokenEndpoint
                ?? throw new HttpRequestException("The authority names no token endpoint.");
        }
        catch (AuthorityUnavailableException unavailable)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, unavailable.Message, unavailable);
        }
    }

    /// <summary>Whether an address is https, or on this machine in Development.</summary>
    public static bool IsTrustworthy(Uri address, IHostEnvironment environment) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && environment.IsDevelopment());

    private async Task<Fetched<Document>> FetchAsync(CancellationToken cancellationToken)
    {
        var authority = _options.Value.Authority ?? throw new AuthorityUnavailableException("Mesh:Identity:Authority is not set");
        var address = new Uri(authority.TrimEnd('/') + "/.well-known/openid-configuration");
        try
        {
            using var response = await _clients.CreateClient(ClientName).GetAsync(address, cancellationToken);
            response.EnsureSuccessStatusCode();
            var document = StrictJson.TryReadObject(await response.Content.ReadAsByteArrayAsync(cancellationToken))
                ?? throw new AuthorityUnavailableException($"{address} is not a strict JSON object");
            if (!string.Equals(document.StringOrNull("issuer"), authority, StringComparison.Ordinal))
            {
                throw new AuthorityUnavailableException($"{address} names another issuer than Mesh:Identity:Authority; both must be the same text");
            }

            var read = new Document(Address(document, "jwks_uri") ?? throw new AuthorityUnavailableException($"{address} names no jwks_uri"), Address(document, "token_endpoint"));
            return new Fetched<Document>(read, FreshFor);
        }
        catch (Exception failed)
        {
            LogFailed(authority, failed.Message);
            throw;
        }
    }

    private Uri? Address(JsonElement document, string name)
    {
        if (document.StringOrNull(name) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && IsTrustworthy(address, _environment)
            ? address
            : throw new AuthorityUnavailableException($"the authority's {name} is no https address");
    }

    [LoggerMessage(EventIds.AuthorityMetadataFailed, LogLevel.Warning, "No metadata from authority {Authority}: {Reason}")]
    private partial void LogFailed(string authority, string reason);

    private sealed record Document(Uri Keys, Uri? TokenEndpoint);
}
