using MeshStarter.Contracts.Discovery;

namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>Tokens of a program with a secret of its own, for one service each, by client credentials at the mesh's issuer (RFC 6749 section 4.4).</summary>
internal sealed class ClientTokens(HttpClient http, MeshLocation location, string clientId, string secret, TimeProvider time) : ICallerTokens
{
    private readonly CachedTokens _tokens = new(time);

    private Provider? _provider;

    public string Source => MeshOptions.ClientVariable;

    public bool IsConfined => true;

    public string Remedy => $"Check that {Source} is a client of this mesh.";

    public async Task<string> GetAsync(string service, bool isGiven, CancellationToken cancellationToken)
    {
        var document = await location.ReadAsync(http, cancellationToken);
        var settings = document.SignIn ?? new MeshSignIn();
        var token = await _tokens.GetAsync(service, async () =>
        {
            _provider ??= await Provider.FindAsync(http, document.Issuer ?? throw new CliException(CliExitCodes.Failed, $"{SignInFile.Name(location.Address)} names no issuer of tokens. Set {MeshOptions.TokenVariable} to an access token."), location.Address, cancellationToken);
            return await RequestAsync(_provider, settings, service, cancellationToken);
        });
        return ServiceToken.Checked(token, service, settings, isGiven);
    }

    private async Task<TokenAnswer> RequestAsync(Provider provider, MeshSignIn settings, string service, CancellationToken cancellationToken)
    {
        var audience = settings.SharedAudience ?? settings.AudiencesOf(service)[0];
        List<KeyValuePair<string, string>> form = [new("grant_type", "client_credentials"), new("audience", audience)];
        if (settings.TokenScope is { } scope)
        {
            form.Add(new("scope", scope.Replace(MeshSignIn.Placeholder, audience, StringComparison.Ordinal)));
        }

        try
        {
            return await provider.RequestAsync(form, clientId, secret, cancellationToken);
        }
        catch (ProviderRefusedException refused)
        {
            throw new CliException(CliExitCodes.Denied, $"{Source}: the mesh's issuer gives this client no token for {service}: {refused.Message}. Check {Source} and {MeshOptions.SecretVariable}.", refused);
        }
    }
}
