using System.Collections.Concurrent;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn.Sessions;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Identity.Provider;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>
/// The tokens of a user for one service each: by token exchange, or by the session's refresh token and the service's scope where the provider does not
/// exchange (<see cref="SignInOptions.AudienceScope"/>).
/// </summary>
internal sealed partial class ServiceTokens(
    ISessionStore store, TokenEndpoint endpoint, ProviderAudiences audiences, IOptions<IdentityOptions> identity, IOptions<SignInOptions> options, TimeProvider time, ILogger<ServiceTokens> logger)
{
    private const int MaxHeld = 10_000;

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Session, string Service), (string Token, DateTimeOffset Until)> _held = new();

    /// <summary>Gets a token for one service alone, or the session's own where the mesh has one audience for all.</summary>
    /// <exception cref="ServiceException">The provider gives no such token, or does not answer.</exception>
    public async Task<string> GetAsync(SignInSession session, string service, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(identity.Value.SharedAudience))
        {
            return session.AccessToken;
        }

        try
        {
            return Find(session, service)
                ?? (options.Value.AudienceScope is { Length: > 0 } scope
                    ? await RefreshedAsync(session, service, scope.Replace(ProviderAudiences.Placeholder, audiences.RequestedFor(service), StringComparison.Ordinal), cancellationToken)
                    : Hold(session, service, await endpoint.ExchangeAsync(session.AccessToken, audiences.RequestedFor(service), cancellationToken)));
        }
        catch (SignInRefusedException refused)
        {
            LogRefused(service, refused.Message);
            throw refused.Failure == SignInFailure.Unavailable
                ? new ServiceUnavailableException("The identity provider does not answer.", refused)
                : new ServiceRefusedException(
                    $"The identity provider gives this portal no token for {service} alone. Its operator permits token exchange there, or sets Mesh:SignIn:AudienceScope or Mesh:Identity:SharedAudience.", refused);
        }
    }

    // One refresh of a session at a time: a provider that rotates refresh tokens ends the session at the second use of one.
    private async Task<string> RefreshedAsync(SignInSession session, string service, string scope, CancellationToken cancellationToken)
    {
        string? token = null;
        SignInRefusedException? refusal = null;
        await store.ChangeAsync(session.Id, async current =>
        {
            if (Find(session, service) is { } known)
            {
                token = known;
                return current;
            }

            if (current.HasEnded || current.RefreshToken is null)
            {
                refusal = new SignInRefusedException(SignInFailure.Provider, "The session has no refresh token: the scope offline_access is missing.");
                return current;
            }

            try
            {
                // Not canceled with the reader: the provider may have used up the refresh token.
                var tokens = await endpoint.RefreshAsync(current.RefreshToken, scope, CancellationToken.None);
                current = current with { RefreshToken = tokens.RefreshToken ?? current.RefreshToken };
                token = Hold(session, service, tokens);
                return current;
            }
            catch (SignInRefusedException refused)
            {
                refusal = refused;
                // The next request refreshes the session itself, which ends where its refresh token is no longer good.
                return refused.Failure == SignInFailure.Provider ? current with { RefreshFrom = time.GetUtcNow() } : current;
            }
        }, cancellationToken);
        return token ?? throw refusal ?? new SignInRefusedException(SignInFailure.Provider, "The session has ended.");
    }

    private string? Find(SignInSession session, string service) =>
        _held.TryGetValue((session.Id, service), out var held) && held.Until > time.GetUtcNow() ? held.Token : null;

    // What is valid elsewhere, too, is not sent: a domain's address is its registrant's.
    private string Hold(SignInSession session, string service, ProviderTokens tokens)
    {
        var further = audiences.FurtherOf(tokens.AccessToken!, service);
        if (further.Count > 0)
        {
            throw new SignInRefusedException(SignInFailure.Token, $"The token is for {string.Join(", ", further)}, too.");
        }

        if (_held.Count >= MaxHeld)
        {
            _held.Clear();
        }

        _held[(session.Id, service)] = (tokens.AccessToken!, time.GetUtcNow() + tokens.Lifetime - Margin);
        return tokens.AccessToken!;
    }

    [LoggerMessage(EventIds.ExchangeRefused, LogLevel.Warning, "No token for {Service}: {Reason}")]
    private partial void LogRefused(string service, string reason);
}
