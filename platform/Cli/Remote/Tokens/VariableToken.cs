using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Tokens;

namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>The token of <c>MESH_TOKEN</c>: as it is to addresses of the caller's own, and exchanged for a narrower one (RFC 8693) where a domain registered the address.</summary>
internal sealed class VariableToken(HttpClient http, MeshAddresses addresses, string token, TimeProvider time) : ICallerTokens
{
    private readonly CachedTokens _narrowed = new(time);

    public string Source => MeshOptions.TokenVariable;

    public bool IsConfined => false;

    public string Remedy => $"Set {Source} to a token that is valid here.";

    public async Task<string> GetAsync(string service, bool isGiven, CancellationToken cancellationToken) =>
        isGiven || TokenAudience.IsOnly(token, service) ? token : await _narrowed.GetAsync(service, () => NarrowAsync(service, cancellationToken));

    private async Task<TokenAnswer> NarrowAsync(string service, CancellationToken cancellationToken)
    {
        var governance = await addresses.GovernanceAsync(http, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(governance, "connect/token")) { Content = new FormUrlEncodedContent(TokenExchangeForm.Of(token, service)) };
        using var response = await MeshHttp.AskAsync(http, request, MeshHttp.Soon, cancellationToken);
        return response.IsSuccessStatusCode
            ? (await MeshHttp.JsonAsync(http, response, cancellationToken)).Deserialize<TokenAnswer>(MeshJson.Options)!
            : throw new CliException(
                CliExitCodes.Failed,
                $"{Source}: the token is not for {service} alone, and {governance.GetLeftPart(UriPartial.Authority)} does not exchange it for one that is ({(int)response.StatusCode}), so it is not sent to the address that {service} registered. Give that service's address yourself with --service, or set {Source} to a token of the mesh's development issuer that is for {service} too.");
    }
}
