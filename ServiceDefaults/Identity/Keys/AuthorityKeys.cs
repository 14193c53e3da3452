using Microsoft.Extensions.Logging;

namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>The authority's current keys: a key that the authority removes from its set is removed here with the next fetch.</summary>
internal sealed partial class AuthorityKeys
{
    private const int CandidateLimit = 4;

    private static readonly TimeSpan ShortestFreshness = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestFreshness = TimeSpan.FromHours(24);

    private readonly IHttpClientFactory _clients;
    private readonly AuthorityMetadata _metadata;
    private readonly ILogger _logger;
    private readonly RefreshingValue<IReadOnlyList<SigningKey>> _keys;

    public AuthorityKeys(IHttpClientFactory clients, AuthorityMetadata metadata, TimeProvider time, ILogger<AuthorityKeys> logger)
    {
        (_clients, _metadata, _logger) = (clients, metadata, logger);
        _keys = new RefreshingValue<IReadOnlyList<SigningKey>>(FetchAsync, time);
    }

    /// <summary>Returns the keys that may verify a token: those of its key id, or without an id the only one of its algorithm.</summary>
    /// <exception cref="AuthorityUnavailableException">There are no keys now.</exception>
    public async Task<IReadOnlyList<SigningKey>> FindAsync(string algorithm, string? keyId, CancellationToken cancellationToken)
    {
        var found = Fitting(await _keys.GetAsync(cancellationToken), algorithm, keyId);
        return found.Count > 0 || keyId is null ? found : Fitting(await _keys.DemandAsync(cancellationToken), algorithm, keyId);
    }

    private static List<SigningKey> Fitting(IReadOnlyList<SigningKey> keys, string algorithm, string? keyId)
    {
        var found = keys.Where(key => key.Algorithm == algorithm && (keyId is null || key.Id == keyId)).Take(CandidateLimit).ToList();
        return keyId is null && found.Count != 1 ? [] : found;
    }

    private async Task<Fetched<IReadOnlyList<SigningKey>>> FetchAsync(CancellationToken cancellationToken)
    {
        var address = await _metadata.GetKeysAddressAsync(cancellationToken);
        try
        {
            using var response = await _clients.CreateClient(AuthorityMetadata.ClientName).GetAsync(address, cancellationToken);
            response.EnsureSuccessStatusCode();
            var (keys, ignored) = JsonWebKeys.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken))
                ?? throw new AuthorityUnavailableException($"{address} is no JSON Web Key set");
            foreach (var reason in ignored)
            {
                LogIgnored(reason);
            }

            LogRefreshed(keys.Count);
            var requested = response.Headers.CacheControl?.MaxAge ?? ShortestFreshness;
            return new Fetched<IReadOnlyList<SigningKey>>(keys, TimeSpan.FromTicks(Math.Clamp(requested.Ticks, ShortestFreshness.Ticks, LongestFreshness.Ticks)));
        }
        catch (Exception failed)
        {
            LogFailed(failed.Message);
            throw;
        }
    }

    [LoggerMessage(EventIds.AuthorityKeysRefreshed, LogLevel.Debug, "The authority has {Keys} usable keys")]
    private partial void LogRefreshed(int keys);

    [LoggerMessage(EventIds.AuthorityKeysRefreshFailed, LogLevel.Warning, "No keys from the authority: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(EventIds.AuthorityKeyIgnored, LogLevel.Warning, "A key of the authority is passed over: {Reason}")]
    private partial void LogIgnored(string reason);
}
