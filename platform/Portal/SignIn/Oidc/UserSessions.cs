using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn.Sessions;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn.Oidc;

/// <summary>The sessions of users who signed in by OpenID Connect, with their tokens: refreshed before they expire, and narrowed to the service that gets them.</summary>
internal sealed partial class UserSessions(
    ISessionStore store, TokenEndpoint endpoint, IdTokenValidator validator, IOptions<IdentityOptions> identity, IOptions<SignInOptions> options, TimeProvider time, ILogger<UserSessions> logger)
{
    private const int MaxNarrowed = 10_000;

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Session, string Audience), (string Token, DateTimeOffset Until)> _narrowed = new();

    /// <summary>Begins the session of a user.</summary>
    public async Task<SignInSession> BeginAsync(string subject, ProviderTokens tokens, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = With(tokens, new SignInSession
        {
            Id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            Subject = subject,
            IdToken = tokens.IdToken!,
            AccessToken = "",
            AccessUntil = now,
            RefreshFrom = now,
            Until = now + options.Value.SessionLifetime,
        });
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

    /// <summary>Gets a token for services alone: the session's own where the mesh has one audience for all, or one that it is exchanged for.</summary>
    /// <exception cref="ServiceException">The provider gives no such token, or does not answer.</exception>
    public async Task<string> TokenAsync(SignInSession session, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(identity.Value.SharedAudience))
        {
            return session.AccessToken;
        }

        var key = (session.Id, string.Join(' ', audiences));
        var now = time.GetUtcNow();
        if (_narrowed.TryGetValue(key, out var known) && known.Until > now)
        {
            return known.Token;
        }

        try
        {
            var narrowed = await endpoint.ExchangeAsync(session.AccessToken, audiences, cancellationToken);
            if (_narrowed.Count >= MaxNarrowed)
            {
                _narrowed.Clear();
            }

            _narrowed[key] = (narrowed.AccessToken!, now + narrowed.Lifetime - Margin);
            return narrowed.AccessToken!;
        }
        catch (SignInRefusedException refused)
        {
            LogNotExchanged(key.Item2, refused.Message);
            throw refused.Failure == SignInFailure.Unavailable
                ? new ServiceUnavailableException("The identity provider does not answer.", refused)
                : new ServiceRefusedException(
                    $"The identity provider gives this portal no token for {string.Join(", ", audiences)}. Its operator permits token exchange there, or sets Mesh:Identity:SharedAudience.", refused);
        }
    }

    /// <summary>Ends a session here. It is kept without its access for the provider's sign-out.</summary>
    public Task EndAsync(string id, CancellationToken cancellationToken) =>
        store.ChangeAsync(id, session => Task.FromResult<SignInSession?>(session with { AccessToken = "", RefreshToken = null, HasEnded = true }), cancellationToken);

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
            var tokens = await endpoint.RefreshAsync(session.RefreshToken, CancellationToken.None);
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
            return refused.Failure == SignInFailure.Unavailable ? session : null;
        }
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

    [LoggerMessage(EventIds.RefreshRefused, LogLevel.Information, "A session's tokens are not refreshed: {Reason}")]
    private partial void LogNotRefreshed(string reason);

    [LoggerMessage(EventIds.ExchangeRefused, LogLevel.Warning, "No token for {Audiences}: {Reason}")]
    private partial void LogNotExchanged(string audiences, string reason);
}
