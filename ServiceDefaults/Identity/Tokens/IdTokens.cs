using System.Security.Claims;
using MeshStarter.ServiceDefaults.Identity.Keys;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace MeshStarter.ServiceDefaults.Identity.Tokens;

/// <summary>Validates ID tokens of the authority for this service as its client: signature, issuer, audience, times, subject. The rest is of the sign-in that they answer.</summary>
public sealed class IdTokens
{
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
    ];

    private readonly SignedTokens _tokens;
    private readonly ProviderPrincipals _principals;
    private readonly IOptions<IdentityOptions> _options;
    private readonly TimeProvider _time;

    internal IdTokens(SignedTokens tokens, ProviderPrincipals principals, IOptions<IdentityOptions> options, TimeProvider time) =>
        (_tokens, _principals, _options, _time) = (tokens, principals, options, time);

    /// <summary>Validates an ID token.</summary>
    /// <returns>The claims of the user, in the mesh's form.</returns>
    /// <exception cref="TokenRejectedException">It is not valid here.</exception>
    /// <exception cref="AuthorityUnavailableException">There are no keys now.</exception>
    public async Task<ClaimsPrincipal> ValidateAsync(string text, CancellationToken cancellationToken)
    {
        var client = _options.Value.ClientId ?? throw new TokenRejectedException("Mesh:Identity:ClientId is not set");
        var token = await _tokens.VerifyAsync(text, new AcceptedTokens([_options.Value.Authority!], [client], Algorithms), cancellationToken);
        token.Claims.CheckTimes(_time.GetUtcNow(), "nbf");
        token.Claims.CheckSubject();
        var user = _principals.ReadPerson(token.Claims);
        user.CheckSubject();
        return user.ToPrincipal();
    }
}
