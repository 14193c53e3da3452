using System.Security.Cryptography;

namespace MeshStarter.Governance.Identity;

/// <summary>
/// The sign-ins of devices that wait for a person (RFC 8628), in memory: each for ten minutes, decided once, and collected once by the client that began it.
/// Hashes of codes are kept, not codes.
/// </summary>
internal sealed class DeviceCodes(TimeProvider time)
{
    // Consonants alone: no word comes of them, and none looks like another.
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";
    private const int CodeLength = 8;

    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Entry> _signIns = [];

    /// <summary>The time within which a person decides.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The time that a client waits between two requests for its tokens.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Begins a sign-in.</summary>
    /// <returns>The client's code, and the person's.</returns>
    public (string DeviceCode, string UserCode) Begin(string clientId)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var device = SecretCode.Make(id);
        var user = RandomNumberGenerator.GetString(Letters, CodeLength);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            // A client hears for as long again that its code has expired.
            _signIns.MakeRoom(entry => entry.Until, now - Lifetime);
            _signIns[id] = new Entry(clientId, SecretCode.Hash(device), SecretCode.Hash(user), now + Lifetime);
        }

        return (device, $"{user[..4]}-{user[4..]}");
    }

    /// <summary>Returns the client of a sign-in that waits for a person; null where no such code waits.</summary>
    public string? FindClient(string userCode)
    {
        lock (_lock)
        {
            return Find_NeedsLock(userCode)?.ClientId;
        }
    }

    /// <summary>Decides a sign-in.</summary>
    /// <param name="userCode">The person's code.</param>
    /// <param name="persona">The persona that signs in; null to refuse.</param>
    /// <returns>Whether such a code waited.</returns>
    public bool Decide(string userCode, Persona? persona)
    {
        lock (_lock)
        {
            if (Find_NeedsLock(userCode) is not { } entry)
            {
                return false;
            }

            var now = time.GetUtcNow();
            (entry.IsDecided, entry.Grant) = (true, persona is null ? null : new SignInGrant(Guid.CreateVersion7(now), entry.ClientId, persona.Name, now));
            return true;
        }
    }

    /// <summary>Collects a sign-in, once; or returns why there is none (RFC 8628 section 3.5).</summary>
    public (SignInGrant? Grant, OAuthError? Error) Collect(string deviceCode, string clientId)
    {
        lock (_lock)
        {
            if (SecretCode.IdOf(deviceCode) is not { } id || !_signIns.TryGetValue(id, out var entry)
                || entry.ClientId != clientId || !CryptographicOperations.FixedTimeEquals(SecretCode.Hash(deviceCode), entry.DeviceHash))
            {
                return (null, new OAuthError("invalid_grant", "device_code is none of this client's, or was used before."));
            }

            var now = time.GetUtcNow();
            if (entry.Until <= now)
            {
                return (null, new OAuthError("expired_token", "device_code has expired. Begin again."));
            }

            if (entry.IsDecided)
            {
                _signIns.Remove(id);
                return entry.Grant is { } grant ? (grant, null) : (null, new OAuthError("access_denied", "The person refused."));
            }

            var isEarly = entry.RequestedAt is { } before && now < before + entry.Interval;
            entry.RequestedAt = now;
            if (!isEarly)
            {
                return (null, new OAuthError("authorization_pending", "No person has decided yet."));
            }

            entry.Interval += SlowDown;
            return (null, new OAuthError("slow_down", $"Wait for {entry.Interval.TotalSeconds} seconds between two requests."));
        }
    }

    private Entry? Find_NeedsLock(string userCode)
    {
        // As a person types it: any case, with or without the hyphen.
        var hash = SecretCode.Hash(string.Concat(userCode.Where(char.IsAsciiLetter)).ToUpperInvariant());
        var now = time.GetUtcNow();
        return _signIns.Values.FirstOrDefault(entry => CryptographicOperations.FixedTimeEquals(hash, entry.UserHash) && !entry.IsDecided && entry.Until > now);
    }

    private sealed class Entry(string clientId, byte[] deviceHash, byte[] userHash, DateTimeOffset until)
    {
        public string ClientId => clientId;

        public byte[] DeviceHash => deviceHash;

        public byte[] UserHash => userHash;

        public DateTimeOffset Until => until;

        public TimeSpan Interval { get; set; } = DeviceCodes.Interval;

        public DateTimeOffset? RequestedAt { get; set; }

        public bool IsDecided { get; set; }

        public SignInGrant? Grant { get; set; }
    }
}
