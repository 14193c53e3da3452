using Microsoft.Extensions.Options;

namespace MeshStarter.Governance.Identity;

/// <summary>The key that signs, and those before it until the last token they signed has expired.</summary>
internal sealed partial class IssuerKeyRing(IssuerKeyStore store, IOptions<IssuerOptions> options, TimeProvider time, ILogger<IssuerKeyRing> logger)
{
    // How long validators may be behind with their clocks and still count a token.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly Lock _change = new();
    private volatile IReadOnlyList<IssuerKey>? _keys;

    /// <summary>Newest first; the first one signs.</summary>
    public IReadOnlyList<IssuerKey> Keys
    {
        get
        {
            var keys = _keys;
            return keys is not null && IsCurrent(keys) ? keys : Renew();
        }
    }

    private IReadOnlyList<IssuerKey> Renew()
    {
        lock (_change)
        {
            var before = _keys ?? store.Read();
            if (before.Count > 0 && IsCurrent(before))
            {
                return _keys = before;
            }

            var now = time.GetUtcNow();
            var kept = before.Select(key => key.RetiredAt is null && IsDue(key) ? key with { RetiredAt = now } : key).Where(IsStillNeeded).ToList();
            if (kept.FirstOrDefault() is not { RetiredAt: null })
            {
                kept.Insert(0, IssuerKey.Create(now));
                LogMade(kept[0].Id);
            }
            store.Write(kept);
            return _keys = kept;
        }
    }

    private bool IsCurrent(IReadOnlyList<IssuerKey> keys) => keys[0].RetiredAt is null && !IsDue(keys[0]) && keys.All(IsStillNeeded);

    private bool IsDue(IssuerKey key) => time.GetUtcNow() >= key.MadeAt + options.Value.KeyLifetime;

    private bool IsStillNeeded(IssuerKey key) => key.RetiredAt is not { } retired || time.GetUtcNow() < retired + options.Value.TokenLifetime + Skew;

    [LoggerMessage(2002, LogLevel.Information, "The development issuer signs with the new key {KeyId}")]
    private partial void LogMade(string keyId);
}
