using System.Security.Cryptography;

namespace MeshStarter.Governance.Identity;

/// <summary>
/// The refresh tokens of sign-ins, in memory: a restart ends them. Each is used once and replaced by the next (RFC 9700 section 4.14); one that comes twice
/// ends its sign-in. Hashes of tokens are kept, not tokens.
/// </summary>
internal sealed class RefreshTokens(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Entry> _signIns = [];

    /// <summary>Makes the first refresh token of a sign-in.</summary>
    public string Issue(SignInGrant grant)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _signIns.MakeRoom(entry => entry.Until, now);
            var token = SecretCode.Make(grant.Id);
            _signIns[grant.Id] = new Entry(grant, SecretCode.Hash(token), now + Lifetime);
            return token;
        }
    }

    /// <summary>Uses a refresh token of a client: its sign-in and the next token. Null where it is none, has expired, or was used before.</summary>
    public (SignInGrant Grant, string Next)? Use(string token, string clientId)
    {
        if (SecretCode.IdOf(token) is not { } id)
        {
            return null;
        }

        lock (_lock)
        {
            if (!_signIns.TryGetValue(id, out var entry) || entry.Grant.ClientId != clientId)
            {
                return null;
            }

            if (entry.Until <= time.GetUtcNow() || !CryptographicOperations.FixedTimeEquals(SecretCode.Hash(token), entry.Hash))
            {
                _signIns.Remove(id);
                return null;
            }

            var next = SecretCode.Make(id);
            _signIns[id] = entry with { Hash = SecretCode.Hash(next) };
            return (entry.Grant, next);
        }
    }

    /// <summary>Ends a sign-in.</summary>
    public void Revoke(SignInGrant grant)
    {
        lock (_lock)
        {
            _signIns.Remove(grant.Id);
        }
    }

    /// <summary>Ends the sign-in of a client's newest refresh token, if it is one.</summary>
    public void Revoke(string token, string clientId)
    {
        lock (_lock)
        {
            if (SecretCode.IdOf(token) is { } id && _signIns.TryGetValue(id, out var entry) && entry.Grant.ClientId == clientId && CryptographicOperations.FixedTimeEquals(SecretCode.Hash(token), entry.Hash))
            {
                _signIns.Remove(id);
            }
        }
    }

    private sealed record Entry(SignInGrant Grant, byte[] Hash, DateTimeOffset Until);
}
