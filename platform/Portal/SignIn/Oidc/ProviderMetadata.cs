using MeshStarter.ServiceDefaults.Identity.Keys;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>The metadata of the provider (OpenID Connect Discovery 1.0), for sign-ins.</summary>
internal sealed class ProviderMetadata(AuthorityConfiguration authority)
{
    /// <summary>Gets the metadata.</summary>
    /// <exception cref="SignInRefusedException">The provider does not answer, or not as a provider.</exception>
    public async Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await authority.GetAsync(cancellationToken);
        }
        catch (AuthorityUnavailableException unavailable)
        {
            throw new SignInRefusedException(SignInFailure.Unavailable, $"No metadata of the provider: {unavailable.Message}", unavailable);
        }
    }

    /// <summary>Whether the provider signs in users: it has an authorization endpoint. False where it does not answer.</summary>
    public async Task<bool> SignsInAsync(CancellationToken cancellationToken)
    {
        try
        {
            return !string.IsNullOrEmpty((await GetAsync(cancellationToken)).AuthorizationEndpoint);
        }
        catch (SignInRefusedException)
        {
            return false;
        }
    }
}
