using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.ServiceDefaults.Outgoing.Credentials;

/// <summary>Proves to the provider who this service is, and gets its tokens: one class for each <see cref="ServiceCredentialKind"/>.</summary>
internal interface IServiceCredential
{
    /// <summary>Requests a token.</summary>
    /// <exception cref="HttpRequestException">The provider or the platform does not answer, or gives none; the message says what to check.</exception>
    Task<IssuedToken> RequestAsync(TokenRequest request, CancellationToken cancellationToken);
}
