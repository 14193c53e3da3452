using MeshStarter.Contracts.Discovery;
using MeshStarter.Contracts.Tokens;

namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>
/// The tokens of a stored sign-in (<c>mesh login</c>), for one service each: by the mesh's scope for an audience, by token exchange (RFC 8693), or the one token
/// of a mesh with one audience. New ones are requested by one process at a time: a provider that rotates refresh tokens ends the sign-in at the second use of one.
/// </summary>
internal sealed class SignInTokens(HttpClient http, SignInFile file, TimeProvider time) : ICallerTokens
{
    public string Source => "mesh login";

    public bool IsConfined => true;

    public string Remedy => $"Run {file.Command} again.";

    public async Task<string> GetAsync(string service, bool isGiven, CancellationToken cancellationToken)
    {
        var signIn = file.Read() ?? throw SignedOut();
        var token = Find(signIn, service);
        if (token is null)
        {
            using var turn = await file.LockAsync(time, cancellationToken);
            signIn = file.Read() ?? throw SignedOut();
            token = Find(signIn, service) ?? await RequestAsync(signIn, service, cancellationToken);
        }

        return ServiceToken.Checked(token, service, signIn.Settings ?? new MeshSignIn(), isGiven);
    }

    private string? Find(StoredSignIn signIn, string service) =>
        (signIn.Settings?.SharedAudience is not null ? signIn.Access : signIn.Services.GetValueOrDefault(service)) is { } held && IsFresh(held) ? held.Text : null;

    private bool IsFresh(StoredToken token) => token.Until > time.GetUtcNow();

    private async Task<string> RequestAsync(StoredSignIn signIn, string service, CancellationToken cancellationToken)
    {
        var provider = await Provider.FindAsync(http, signIn.Issuer, file.Mesh, cancellationToken);
        var settings = signIn.Settings ?? new MeshSignIn();
        var audience = settings.AudiencesOf(service)[0];
        try
        {
            if (settings.SharedAudience is null && settings.AudienceScope is { } scope)
            {
                var narrow = await RefreshAsync(provider, signIn, scope.Replace(MeshSignIn.Placeholder, audience, StringComparison.Ordinal), answer => With(signIn, service, answer));
                return narrow.Services[service].Text;
            }

            var current = IsFresh(signIn.Access) ? signIn : await RefreshAsync(provider, signIn, scope: null, answer => signIn with { Access = answer.StoredAt(time.GetUtcNow()) });
            if (settings.SharedAudience is not null)
            {
                return current.Access.Text;
            }

            var exchanged = await provider.RequestAsync([.. TokenExchangeForm.Of(current.Access.Text, audience), new("client_id", signIn.ClientId)], cancellationToken);
            file.Write(With(current, service, exchanged));
            return exchanged.AccessToken;
        }
        catch (ProviderRefusedException refused)
        {
            throw new CliException(
                CliExitCodes.Denied,
                refused.IsEnd ? $"The sign-in at {SignInFile.Name(file.Mesh)} has ended: {refused.Message}. Run {file.Command}."
                : $"{signIn.Issuer} gives no token for {service}: {refused.Message}. Run {file.Command} if the mesh's settings have changed; else its operator sets Mesh:SignIn:AudienceScope, or permits token exchange to client {signIn.ClientId}.",
                refused);
        }
    }

    // Not canceled with the command: the provider may have used up the refresh token.
    private async Task<StoredSignIn> RefreshAsync(Provider provider, StoredSignIn signIn, string? scope, Func<TokenAnswer, StoredSignIn> with)
    {
        if (signIn.RefreshToken is not { } refreshToken)
        {
            throw new CliException(CliExitCodes.Denied, $"The sign-in at {SignInFile.Name(file.Mesh)} has expired, and {signIn.Issuer} gave no token to renew it. Run {file.Command}.");
        }

        List<KeyValuePair<string, string>> form = [new("grant_type", "refresh_token"), new("refresh_token", refreshToken), new("client_id", signIn.ClientId)];
        if (scope is not null)
        {
            form.Add(new("scope", scope));
        }

        var answer = await provider.RequestAsync(form, CancellationToken.None);
        var next = with(answer) with { RefreshToken = answer.RefreshToken ?? refreshToken };
        file.Write(next);
        return next;
    }

    private StoredSignIn With(StoredSignIn signIn, string service, TokenAnswer answer) => signIn with
    {
        Services = signIn.Services.Where(other => other.Key != service && IsFresh(other.Value)).Append(new(service, answer.StoredAt(time.GetUtcNow()))).ToDictionary(StringComparer.Ordinal),
    };

    private CliException SignedOut() => new(CliExitCodes.Denied, $"Not signed in at {SignInFile.Name(file.Mesh)} any more. Run {file.Command}.");
}
