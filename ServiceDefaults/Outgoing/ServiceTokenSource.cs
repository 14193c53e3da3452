using System.Collections.Concurrent;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Identity.Provider;
using MeshStarter.ServiceDefaults.Outgoing.Credentials;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Requests tokens by this service's credential. A token is cached until shortly before it expires.</summary>
internal sealed partial class ServiceTokenSource(
    IServiceCredential credential,
    ProviderAudiences audiences,
    IOptions<IdentityOptions> options,
    TimeProvider time,
    ILogger<ServiceTokenSource> logger) : IServiceTokenSource
{
    private static readonly TimeSpan ExpiryMargin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ShortestUse = TimeSpan.FromSeconds(1);

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
        var requested = string.IsNullOrEmpty(options.Value.SharedAudience) ? audiences.RequestedFor(audience) : options.Value.SharedAudience;
        var scope = options.Value.TokenScope is { Length: > 0 } form ? form.Replace(ProviderAudiences.Placeholder, requested, StringComparison.Ordinal) : null;
        var token = await credential.RequestAsync(new TokenRequest(audience, requested, scope), cancellationToken);
        var now = time.GetUtcNow();
        var life = token.ExpiresAt - now;
        LogIssued(audience, (int)life.TotalSeconds);
        // A token with a very short lifetime is used for half of it. One that has expired by the clock of this machine is sent: the target goes by its own clock.
        var use = life > ExpiryMargin * 2 ? life - ExpiryMargin : life / 2;
        return new HeldToken(token.AccessToken, now + (use > ShortestUse ? use : ShortestUse));
    }

    [LoggerMessage(1012, LogLevel.Debug, "Got a token for {Audience}, good for {ExpiresInSeconds} s")]
    private partial void LogIssued(string audience, int expiresInSeconds);

    [LoggerMessage(1011, LogLevel.Warning, "{Audience} refused this service's token; the next call asks for a new one")]
    private partial void LogRefused(string audience);

    private sealed record HeldToken(string AccessToken, DateTimeOffset UseUntil);
}
