using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Identity.Platform;

namespace MeshStarter.ServiceDefaults.Outgoing.Credentials;

/// <summary>The managed identity of this process.</summary>
internal sealed class IdentityCredential(ManagedIdentityTokens identity) : IServiceCredential
{
    public Task<IssuedToken> RequestAsync(TokenRequest request, CancellationToken cancellationToken) =>
        identity.RequestAsync(request.Scope ?? request.Audience + ManagedIdentityTokens.OfAudience, cancellationToken).AsTask();
}
