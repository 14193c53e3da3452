using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using MeshStarter.Portal.SignIn.Sessions;
using Microsoft.Extensions.Options;

namespace MeshStarter.Portal.SignIn;

/// <summary>The sessions of personas on the server: without its session a persona's cookie, and each copy of it, is worth nothing.</summary>
internal sealed class PersonaSessions(ISessionStore store, IOptions<SignInOptions> options, TimeProvider time)
{
    private const string SessionClaim = "mesh:persona-session";

    /// <summary>Begins the session of a persona.</summary>
    /// <returns>The claim of the cookie, and the end of the session.</returns>
    public async Task<(Claim Claim, DateTimeOffset Until)> BeginAsync(string persona, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + options.Value.SessionLifetime;
        // A persona's tokens are requested one by one: the session has none.
        var session = new SignInSession
        {
            Id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            Subject = persona,
            IdToken = "",
            AccessToken = "",
            AccessUntil = until,
            RefreshFrom = until,
            Until = until,
        };
        await store.AddAsync(session, cancellationToken);
        return (new Claim(SessionClaim, session.Id), until);
    }

    /// <summary>Whether the session of a signed-in persona has not ended.</summary>
    public async Task<bool> IsOpenAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        user.FindFirst(SessionClaim)?.Value is { } id && await store.FindAsync(id, cancellationToken) is { HasEnded: false } session
        && session.Until > time.GetUtcNow() && session.Subject == user.Identity?.Name;

    /// <summary>Ends the session of a signed-in persona; of other users nothing.</summary>
    public async Task EndAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (user.FindFirst(SessionClaim)?.Value is { } id)
        {
            await store.ChangeAsync(id, _ => Task.FromResult<SignInSession?>(null), cancellationToken);
        }
    }
}
