using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn.Sessions;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Identity.Provider;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>
/// The tokens of a user for one service each: by token exchange, or by the session's refresh token and the service's scope where the provider does not
/// exchange (<see cref="SignInOptions.AudienceScope"/>). They are kept in the session, so that all processes of the portal get each once.
/// </summary>
internal sealed partial class ServiceTokens(
    ISessionStore store, TokenEndpoint endpoint, ProviderAudiences audiences, IOptions<IdentityOptions> identity, IOptions<SignInOptions> options, TimeProvider time, ILogger<ServiceTokens> logger)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    // The calls of a page wait for a provider that does not answer one after another: those behind the first are refused at once.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // The timestamp of the last try without an answer; 0 where the provider answers.
    private long _silentAt;

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
            return Find(session, service) ?? await RequestAsync(session.Id, service, cancellationToken);
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

    // One request of a session at a time: a provider that rotates refresh tokens ends the session at the second use of one.
    private async Task<string> RequestAsync(string id, string service, CancellationToken cancellationToken)
    {
        string? token = null;
        SignInRefusedException? refusal = null;
        await store.ChangeAsync(id, async current =>
        {
            token = current.HasEnded ? null : Find(current, service);
            if (token is not null || current.HasEnded)
            {
                return current;
            }

            if (Volatile.Read(ref _silentAt) is not 0 and var at && time.GetElapsedTime(at) < Pause)
            {
                refusal = new SignInRefusedException(SignInFailure.Unavailable, "The token endpoint did not answer a moment ago.");
                return current;
            }

            try
            {
                var tokens = await SendAsync(current, service);
                Volatile.Write(ref _silentAt, 0);
                (token, refusal) = Checked(tokens, service);
                return With(current, service, token, tokens);
            }
            catch (SignInRefusedException refused)
            {
                refusal = refused;
                if (refused.Failure == SignInFailure.Unavailable)
                {
                    Volatile.Write(ref _silentAt, time.GetTimestamp());
                }

                // The next request refreshes the session itself, which ends where its refresh token is no longer good.
                return refused.Failure == SignInFailure.Provider && IsByRefresh && current.RefreshToken is not null ? current with { RefreshFrom = time.GetUtcNow() } : current;
            }
        }, cancellationToken);
        return token ?? throw refusal ?? new SignInRefusedException(SignInFailure.Provider, "The session has ended.");
    }

    private bool IsByRefresh => options.Value.AudienceScope is { Length: > 0 };

    // Not canceled with the reader: the provider may have used up the refresh token.
    private Task<ProviderTokens> SendAsync(SignInSession session, string service)
    {
        var audience = audiences.RequestedFor(service);
        return !IsByRefresh ? endpoint.ExchangeAsync(session.AccessToken, audience, CancellationToken.None)
            : session.RefreshToken is null ? throw new SignInRefusedException(SignInFailure.Provider, "The session has no refresh token: the scope offline_access is missing.")
            : endpoint.RefreshAsync(session.RefreshToken, options.Value.AudienceScope!.Replace(ProviderAudiences.Placeholder, audience, StringComparison.Ordinal), CancellationToken.None);
    }

    // What is valid elsewhere, too, is not sent: a domain's address is its registrant's.
    private (string? Token, SignInRefusedException? Refusal) Checked(ProviderTokens tokens, string service) =>
        audiences.FurtherOf(tokens.AccessToken!, service) is { Count: > 0 } further
            ? (null, new SignInRefusedException(SignInFailure.Token, $"The token is for {string.Join(", ", further)}, too."))
            : (tokens.AccessToken, null);

    private SignInSession With(SignInSession session, string service, string? token, ProviderTokens tokens)
    {
        var now = time.GetUtcNow();
        var early = TimeSpan.FromTicks(Math.Min(Margin.Ticks, tokens.Lifetime.Ticks / 3));
        var held = session.Services.Where(other => other.Key != service && other.Value.Until > now);
        return session with
        {
            RefreshToken = IsByRefresh ? tokens.RefreshToken ?? session.RefreshToken : session.RefreshToken,
            Services = (token is null ? held : held.Append(new(service, new ServiceToken(token, now + tokens.Lifetime - early)))).ToDictionary(StringComparer.Ordinal),
        };
    }

    private string? Find(SignInSession session, string service) =>
        session.Services.TryGetValue(service, out var held) && held.Until > time.GetUtcNow() ? held.Token : null;

    [LoggerMessage(2802, LogLevel.Warning, "No token for {Service}: {Reason}")]
    private partial void LogRefused(string service, string reason);
}
