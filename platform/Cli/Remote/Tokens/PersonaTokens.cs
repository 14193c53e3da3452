using System.Net.Http.Json;

namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>Tokens of a persona of the development issuer (<c>--as</c>), for one service each.</summary>
internal sealed class PersonaTokens(HttpClient http, MeshAddresses addresses, string persona) : ICallerTokens
{
    // Keyed by service: a token for one service is not valid at another.
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);

    public string Source => "--as";

    public bool IsConfined => false;

    public string? Remedy => null;

    public async Task<string> GetAsync(string service, bool isGiven, CancellationToken cancellationToken)
    {
        if (_tokens.TryGetValue(service, out var kept))
        {
            return kept;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(await addresses.GovernanceAsync(http, cancellationToken), "dev/token")) { Content = JsonContent.Create(new { persona, audience = service }) };
        using var response = await MeshHttp.AskAsync(http, request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new CliException(CliExitCodes.Usage, $"{Source}: {await MeshHttp.ProblemAsync(response, cancellationToken)}");
        }

        return _tokens[service] = (await MeshHttp.JsonAsync(http, response, cancellationToken)).GetProperty("access_token").GetString()!;
    }
}
