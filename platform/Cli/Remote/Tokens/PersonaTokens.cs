using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>Tokens of a persona of the development issuer (<c>--as</c>), for one service each.</summary>
internal sealed class PersonaTokens(HttpClient http, MeshAddresses addresses, string persona, TimeProvider time) : ICallerTokens
{
    private readonly CachedTokens _tokens = new(time);

    public string Source => "--as";

    public bool IsConfined => false;

    public string? Remedy => null;

    public Task<string> GetAsync(string service, bool isGiven, CancellationToken cancellationToken) => _tokens.GetAsync(service, () => RequestAsync(service, cancellationToken));

    private async Task<TokenAnswer> RequestAsync(string service, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(await addresses.GovernanceAsync(http, cancellationToken), "dev/token")) { Content = JsonContent.Create(new { persona, audience = service }) };
        using var response = await MeshHttp.AskAsync(http, request, MeshHttp.Soon, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw response.StatusCode switch
            {
                // Without a development issuer the address is no one's, and governance answers 401 there before 404.
                HttpStatusCode.NotFound or HttpStatusCode.Unauthorized => new CliException(CliExitCodes.Denied, $"{Source}: This mesh has no personas. Run mesh login."),
                HttpStatusCode.BadRequest => new CliException(CliExitCodes.Usage, await TextAsync()),
                >= HttpStatusCode.InternalServerError => new CliException(CliExitCodes.Unreachable, await TextAsync()),
                _ => new CliException(CliExitCodes.Failed, await TextAsync()),
            };
        }

        return (await MeshHttp.JsonAsync(http, response, cancellationToken)).Deserialize<TokenAnswer>(MeshJson.Options)!;

        async Task<string> TextAsync() => $"{Source}: {await MeshHttp.ProblemAsync(response, cancellationToken)}";
    }
}
