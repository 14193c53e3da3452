using System.Buffers.Text;
using System.Security.Cryptography;
using MeshStarter.Portal.SignIn.Sessions;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>The sessions of users who signed in by OpenID Connect, with their tokens, which are refreshed before they expire; and those of personas, without tokens.</summary>
internal sealed partial class UserSessions(
    ISessionStore store, TokenEndpoint endpoint, IdTokenValidator validator, IOptions<SignInOptions> options, TimeProvider time, ILogger<UserSessions> logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Begins the session of a user.</summary>
    public async Task<SignInSession> BeginAsync(string subject, ProviderTokens tokens, CancellationToken cancellationToken)
    {
        var session = With(tokens, New(subject));
        await store.AddAsync(session, cancellationToken);
        return session;
    }

    /// <summary>Begins the session of a persona, whose tokens are requested one by one.</summary>
    public async Task<SignInSession> BeginAsync(string persona, CancellationToken cancellationToken)
    {
        var session = New(persona);
        await store.AddAsync(session, cancellationToken);
        return session;
    }

    /// <summary>Gets a session, with an access token that is not about to expire; null where it has ended.</summary>
    public async Task<SignInSession?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var session = await store.FindAsync(id, cancellationToken);
        return session is null || session.HasEnded || session.Until <= time.GetUtcNow() ? null
            : time.GetUtcNow() < session.RefreshFrom ? session
            : await store.ChangeAsync(id, RefreshAsync, cancellationToken);
    }

    /// <summary>Ends a session here. That of a user is kept without its access for the provider's sign-out.</summary>
    public Task EndAsync(string id, CancellationToken cancellationToken) => store.ChangeAsync(
        id,
        session => Task.FromResult(session.IsOfPersona ? null : session with { AccessToken = "", RefreshToken = null, Services = new Dictionary<string, ServiceToken>(), HasEnded = true }),
        cancellationToken);

    /// <summary>Takes the ID token of a session that has ended; null where there is none.</summary>
    public async Task<string?> TakeEndedAsync(string id, CancellationToken cancellationToken)
    {
        string? idToken = null;
        await store.ChangeAsync(id, session =>
        {
            idToken = session.HasEnded ? session.IdToken : null;
            return Task.FromResult(session.HasEnded ? null : session);
        }, cancellationToken);
        return idToken;
    }

    private SignInSession New(string subject)
    {
        var until = time.GetUtcNow() + options.Value.SessionLifetime;
        return new SignInSession
        {
            Id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            Subject = subject,
            IdToken = "",
            AccessToken = "",
            AccessUntil = until,
            RefreshFrom = until,
            Until = until,
        };
    }

    private async Task<SignInSession?> RefreshAsync(SignInSession session)
    {
        var now = time.GetUtcNow();
        if (session.HasEnded || now < session.RefreshFrom)
        {
            return session;
        }

        if (session.RefreshToken is null)
        {
            return session.AccessUntil > now ? session : null;
        }

        try
        {
            // Not canceled with the reader: the provider may have used up the refresh token.
            var tokens = await endpoint.RefreshAsync(session.RefreshToken, scope: null, CancellationToken.None);
            if (tokens.IdToken is not null && (await validator.ValidateAsync(tokens, nonce: null, CancellationToken.None)).FindFirst(MeshClaims.Subject)!.Value != session.Subject)
            {
                throw new SignInRefusedException(SignInFailure.Token, "The refreshed ID token is another user's.");
            }

            return With(tokens, session);
        }
        catch (SignInRefusedException refused)
        {
            LogNotRefreshed(refused.Message);
            // A provider that does not answer ends no session.
            return refused.Failure == SignInFailure.Unavailable ? session with { RefreshFrom = NextTry(session) } : null;
        }
    }

    // Each try may take as long as the provider may take to answer: no page waits for it again right after another one did.
    private DateTimeOffset NextTry(SignInSession session)
    {
        var now = time.GetUtcNow();
        return now + TimeSpan.FromTicks(Math.Clamp((session.AccessUntil - now).Ticks / 10, ShortestPause.Ticks, LongestPause.Ticks));
    }

    private SignInSession With(ProviderTokens tokens, SignInSession session)
    {
        var now = time.GetUtcNow();
        // Two minutes before its end, or after two thirds of a short life.
        var early = TimeSpan.FromTicks(Math.Min(TimeSpan.FromMinutes(2).Ticks, tokens.Lifetime.Ticks / 3));
        return session with
        {
            AccessToken = tokens.AccessToken!,
            AccessUntil = now + tokens.Lifetime,
            RefreshFrom = now + tokens.Lifetime - early,
            RefreshToken = tokens.RefreshToken ?? session.RefreshToken,
            IdToken = tokens.IdToken ?? session.IdToken,
        };
    }

    [LoggerMessage(2801, LogLevel.Information, "A session's tokens are not refreshed: {Reason}")]
    private partial void LogNotRefreshed(string reason);
}
