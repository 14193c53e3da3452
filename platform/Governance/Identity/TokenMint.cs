using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace MeshStarter.Governance.Identity;

/// <summary>Makes access tokens (RFC 9068).</summary>
internal sealed class TokenMint(IssuerKeyRing keys, IOptions<IdentityOptions> identity, IOptions<IssuerOptions> issuer, TimeProvider time)
{
    /// <summary>Makes a token.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="audiences">The names of services and domains.</param>
    /// <param name="end">The latest time of its expiry, in Unix seconds; null for that of its lifetime.</param>
    public IssuedToken Issue(TokenSubject subject, IReadOnlyList<string> audiences, long? end = null)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var life = Math.Min((long)issuer.Value.TokenLifetime.TotalSeconds, (end ?? long.MaxValue) - now.ToUnixTimeSeconds());
        var key = keys.Keys[0];
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = "ES256", typ = "at+jwt", kid = key.Id });
        var claims = JsonSerializer.SerializeToUtf8Bytes(
            new Claims(
                identity.Value.Authority!, subject.Name, audiences, subject.ClientId, now.ToUnixTimeSeconds(), now.ToUnixTimeSeconds() + life,
                id.ToString("N"), subject.Domain, subject.Roles, subject.Purposes),
            MeshJson.Options);
        var input = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(claims);
        return new IssuedToken(id, input + "." + Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(input))), life);
    }

    /// <summary>The claims of every token.</summary>
    internal sealed record Claims(
        string Iss, string Sub, IReadOnlyList<string> Aud, string ClientId, long Iat, long Exp, string Jti, string? Domain, IReadOnlyList<string> Roles, IReadOnlyList<string> Purpose);
}
