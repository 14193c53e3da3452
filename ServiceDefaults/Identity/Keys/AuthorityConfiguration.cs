using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>
/// The authority's metadata (OpenID Connect Discovery 1.0) and its current keys: a key that the authority removes from its set is removed here with the
/// next fetch.
/// </summary>
public sealed partial class AuthorityConfiguration
{
    /// <summary>Name of the HTTP client for the authority: 5 s unless a caller sets more, no redirects, answers of at most 256 KiB.</summary>
    public const string ClientName = "mesh-authority";

    private const int KeyLimit = 64;
    private const int CandidateLimit = 4;

    private static readonly TimeSpan ShortestFreshness = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestFreshness = TimeSpan.FromHours(24);

    private readonly IHttpClientFactory _clients;
    private readonly IOptions<IdentityOptions> _options;
    private readonly IHostEnvironment _environment;
    private readonly ILogger _logger;
    private readonly RefreshingValue<Document> _document;
    private string? _reported; // of the one fetch at a time

    /// <summary>Makes the configuration of the authority of <see cref="IdentityOptions"/>, which is fetched when it is used.</summary>
    public AuthorityConfiguration(
        IHttpClientFactory clients, IOptions<IdentityOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<AuthorityConfiguration> logger)
    {
        (_clients, _options, _environment, _logger) = (clients, options, environment, logger);
        _document = new RefreshingValue<Document>(FetchAsync, time);
    }

    /// <summary>Returns the metadata.</summary>
    /// <exception cref="AuthorityUnavailableException">The authority does not answer, or not as one.</exception>
    public async Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken) => (await _document.GetAsync(cancellationToken)).Metadata;

    /// <summary>Returns the keys that may verify a token: those of its key id, or without an id those of its algorithm.</summary>
    /// <exception cref="AuthorityUnavailableException">There are no keys now.</exception>
    internal async Task<IReadOnlyList<AuthorityKey>> FindKeysAsync(string algorithm, string? keyId, CancellationToken cancellationToken)
    {
        var found = Fitting(await _document.GetAsync(cancellationToken), algorithm, keyId);
        return found.Count > 0 || keyId is null ? found : Fitting(await _document.DemandAsync(cancellationToken), algorithm, keyId);
    }

    /// <summary>Returns the address of the token endpoint.</summary>
    /// <exception cref="HttpRequestException">There is none now.</exception>
    internal async Task<Uri> GetTokenEndpointAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(cancellationToken) is { TokenEndpoint: { Length: > 0 } endpoint }
                ? new Uri(endpoint)
                : throw new HttpRequestException("The authority names no token endpoint.");
        }
        catch (AuthorityUnavailableException unavailable)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, unavailable.Message, unavailable);
        }
    }

    /// <summary>Whether an address is https, or on this machine in Development.</summary>
    internal static bool IsTrustworthy(Uri address, IHostEnvironment environment) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && environment.IsDevelopment());

    private static List<AuthorityKey> Fitting(Document document, string algorithm, string? keyId) =>
        [.. document.Keys.Where(key => key.Fits(algorithm) && (keyId is null || key.Id == keyId)).Take(CandidateLimit)];

    private async Task<Fetched<Document>> FetchAsync(CancellationToken cancellationToken)
    {
        var authority = _options.Value.Authority ?? throw new AuthorityUnavailableException("Mesh:Identity:Authority is not set");
        var address = authority.TrimEnd('/') + "/.well-known/openid-configuration";
        try
        {
            var documents = new AuthorityDocuments(_clients.CreateClient(ClientName), IsTrustworthy);
            var metadata = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, cancellationToken);
            if (!string.Equals(metadata.Issuer, authority, StringComparison.Ordinal))
            {
                throw new AuthorityUnavailableException($"{address} names another issuer than Mesh:Identity:Authority; both must be the same text");
            }

            if (metadata.JsonWebKeySet is null)
            {
                throw new AuthorityUnavailableException($"{address} names no jwks_uri");
            }

            Require(metadata.TokenEndpoint, "token_endpoint");
            Require(metadata.AuthorizationEndpoint, "authorization_endpoint");
            Require(metadata.EndSessionEndpoint, "end_session_endpoint");
            _reported = null;
            var requested = documents.MaxAge ?? ShortestFreshness;
            return new Fetched<Document>(new Document(metadata, UsableKeys(metadata)), TimeSpan.FromTicks(Math.Clamp(requested.Ticks, ShortestFreshness.Ticks, LongestFreshness.Ticks)));
        }
        catch (Exception failed)
        {
            // One line when an outage begins or has another reason, not one for each fetch.
            if (failed.GetBaseException() is var cause && cause.Message != _reported)
            {
                _reported = cause.Message;
                LogFailed(authority, cause.Message, cause.ProgramFault());
            }

            throw;
        }
    }

    private List<AuthorityKey> UsableKeys(OpenIdConnectConfiguration metadata)
    {
        var read = metadata.JsonWebKeySet.Keys.Take(KeyLimit).Select(AuthorityKey.Read).ToList();
        foreach (var (_, ignored) in read.Where(key => key.Key is null))
        {
            LogIgnored(ignored!);
        }

        List<AuthorityKey> usable = [.. read.Select(key => key.Key).OfType<AuthorityKey>()];
        LogRefreshed(usable.Count);
        return usable;
    }

    private bool IsTrustworthy(Uri address) => IsTrustworthy(address, _environment);

    private void Require(string? address, string name)
    {
        if (!string.IsNullOrEmpty(address) && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && IsTrustworthy(uri)))
        {
            throw new AuthorityUnavailableException($"the authority's {name} is no https address");
        }
    }

    [LoggerMessage(1000, LogLevel.Debug, "The authority has {Keys} usable keys")]
    private partial void LogRefreshed(int keys);

    [LoggerMessage(1004, LogLevel.Warning, "No metadata or keys from authority {Authority}: {Reason}")]
    private partial void LogFailed(string authority, string reason, Exception? fault);

    [LoggerMessage(1002, LogLevel.Warning, "A key of the authority is passed over: {Reason}")]
    private partial void LogIgnored(string reason);

    private sealed record Document(OpenIdConnectConfiguration Metadata, IReadOnlyList<AuthorityKey> Keys);
}
