using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Governance.Identity;

/// <summary>
/// The authorization codes that are to be redeemed (RFC 6749 section 4.1, RFC 7636): each once, within a minute, by its client, with its redirect address
/// and the verifier of its challenge. A code that comes twice was stolen on one of its ways: the tokens of its sign-in are revoked.
/// </summary>
internal sealed class AuthorizationCodes(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _codes = new(StringComparer.Ordinal);

    /// <summary>Makes a code.</summary>
    public string Issue(SignInGrant grant, AuthorizationRequest request)
    {
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (_lock)
        {
            var now = time.GetUtcNow();
            _codes.MakeRoom(entry => entry.Until, now - Lifetime);
            _codes[code] = new Entry(grant, request, now + Lifetime);
        }

        return code;
    }

    /// <summary>Redeems a code. Null where it is none of this client's, has expired or was redeemed; <paramref name="replayed"/> is the sign-in of a code that was.</summary>
    public (SignInGrant Grant, AuthorizationRequest Request)? Redeem(string code, string clientId, string redirectUri, string verifier, out SignInGrant? replayed)
    {
        replayed = null;
        lock (_lock)
        {
            if (!_codes.TryGetValue(code, out var entry) || entry.Grant.ClientId != clientId)
            {
                return null;
            }

            if (entry.IsRedeemed)
            {
                replayed = entry.Grant;
                return null;
            }

            // A failed try uses it up, too.
            entry.IsRedeemed = true;
            return entry.Until > time.GetUtcNow() && entry.Request.RedirectUri == redirectUri && Fits(verifier, entry.Request.CodeChallenge) ? (entry.Grant, entry.Request) : null;
        }
    }

    private static bool Fits(string verifier, string challenge) => verifier.Length is >= 43 and <= 128
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))), Encoding.ASCII.GetBytes(challenge));

    private sealed class Entry(SignInGrant grant, AuthorizationRequest request, DateTimeOffset until)
    {
        public SignInGrant Grant => grant;

        public AuthorizationRequest Request => request;

        public DateTimeOffset Until => until;

        public bool IsRedeemed { get; set; }
    }
}
