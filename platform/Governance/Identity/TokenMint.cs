using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MeshStarter.Governance.Identity;

/// <summary>Makes access tokens (RFC 9068), and the ID tokens of sign-ins.</summary>
internal sealed class TokenMint(IssuerKeyRing keys, IOptions<IdentityOptions> identity, IOptions<IssuerOptions> issuer, TimeProvider time)
{
    /// <summary>The type of access tokens.</summary>
    public const string AccessToken = "at+jwt";

    private readonly JsonWebTokenHandler _tokens = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Makes a token.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="audiences">The names of services and domains.</param>
    /// <param name="end">The latest time of its expiry, in Unix seconds; null for that of its lifetime.</param>
    public IssuedToken Issue(TokenSubject subject, IReadOnlyList<string> audiences, long? end = null)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var life = Math.Min((long)issuer.Value.TokenLifetime.TotalSeconds, (end ?? long.MaxValue) - now.ToUnixTimeSeconds());
        var text = Sign(AccessToken, new Claims(
            identity.Value.Authority!, subject.Name, audiences, subject.ClientId, now.ToUnixTimeSeconds(), now.ToUnixTimeSeconds() + life,
            id.ToString("N"), subject.Domain, subject.Roles, subject.Purposes));
        return new IssuedToken(id, text, life);
    }

    /// <summary>Makes the ID token of a sign-in (OpenID Connect Core 1.0 section 2).</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="clientId">The client, its audience.</param>
    /// <param name="nonce">The client's value; null for none.</param>
    /// <param name="signedInAt">The time of the sign-in.</param>
    /// <param name="accessToken">The access token that comes with it.</param>
    public string IssueIdToken(Persona persona, string clientId, string? nonce, DateTimeOffset signedInAt, string accessToken)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var half = SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, SHA256.HashSizeInBytes / 2);
        return Sign("JWT", new IdClaims(
            identity.Value.Authority!, persona.Name, clientId, now, now + (long)issuer.Value.TokenLifetime.TotalSeconds, signedInAt.ToUnixTimeSeconds(), nonce,
            Base64Url.EncodeToString(half), persona.Name, persona.Domain, persona.Roles));
    }

    private string Sign<T>(string type, T claims) => _tokens.CreateToken(
        JsonSerializer.Serialize(claims, MeshJson.Options), new SigningCredentials(keys.Keys[0].Key, SecurityAlgorithms.EcdsaSha256), new Dictionary<string, object> { ["typ"] = type });

    private sealed record IdClaims(
        string Iss, string Sub, string Aud, long Iat, long Exp, long AuthTime, string? Nonce, string AtHash, string Name, string Domain, IReadOnlyList<string> Roles);

    /// <summary>The claims of every access token.</summary>
    internal sealed record Claims(
        string Iss, string Sub, IReadOnlyList<string> Aud, string ClientId, long Iat, long Exp, string Jti, string? Domain, IReadOnlyList<string> Roles, IReadOnlyList<string> Purpose);
}
