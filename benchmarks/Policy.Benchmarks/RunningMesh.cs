using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.Policy.Benchmarks;

/// <summary>A running mesh, queried as personas of its development issuer.</summary>
internal sealed class RunningMesh(Uri governance, Uri catalog, Uri query) : IDisposable
{
    // Three of five seats of the shop's mesh are a majority; the last one decides.
    private static readonly string[] Voters = ["orders-representative", "payments-representative", "security"];

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Dictionary<string, (string Token, DateTimeOffset Until)> _tokens = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);

    public Uri Catalog => catalog;

    public Uri Query => query;

    /// <summary>The address of a product's port.</summary>
    public async Task<Uri> PortAsync(string product, string port)
    {
        using var answer = await SendAsync("analyst", HttpMethod.Get, new Uri(catalog, $"products/{product}"));
        var ports = (await ReadAsync(answer))["ports"]!.AsArray();
        return new Uri(ports.Single(each => each!["type"]!.GetValue<string>() == port)!["url"]!.GetValue<string>());
    }

    public async Task<HttpResponseMessage> SendAsync(string persona, HttpMethod method, Uri address, HttpContent? content = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(persona));
        return await _http.SendAsync(request, cancellationToken);
    }

    /// <summary>Posts to governance; the answer, or an exception with its words.</summary>
    public async Task<JsonObject> PostAsync<T>(string persona, string path, T body)
    {
        using var answer = await SendAsync(persona, HttpMethod.Post, new Uri(governance, path), JsonContent.Create(body));
        return await ReadAsync(answer);
    }

    public async Task<JsonObject> ProposeAsync(string yaml)
    {
        using var answer = await SendAsync("analyst", HttpMethod.Post, new Uri(governance, "proposals"), new StringContent(yaml, Encoding.UTF8, "application/yaml"));
        return await ReadAsync(answer);
    }

    /// <summary>Casts all votes that a proposal needs but the last one, which the result casts.</summary>
    public async Task<Func<Task>> VoteToTheLastAsync(JsonObject proposal)
    {
        foreach (var voter in Voters[..^1])
        {
            await VoteAsync(voter);
        }

        return () => VoteAsync(Voters[^1]);

        Task VoteAsync(string voter) => PostAsync(
            voter, $"proposals/{proposal["id"]}/votes", new { is_for = true, sha256 = proposal["sha256"]!.GetValue<string>(), @base = proposal["base"]!.GetValue<long>(), reason = "A measurement" });
    }

    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject() : throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}");
    }

    private async Task<string> TokenAsync(string persona)
    {
        await _turn.WaitAsync();
        try
        {
            if (_tokens.TryGetValue(persona, out var known) && known.Until > TimeProvider.System.GetUtcNow())
            {
                return known.Token;
            }

            using var answer = await _http.PostAsJsonAsync(new Uri(governance, "dev/token"), new { persona });
            var token = (await ReadAsync(answer))["access_token"]!.GetValue<string>();
            _tokens[persona] = (token, TimeProvider.System.GetUtcNow().AddMinutes(2));
            return token;
        }
        finally
        {
            _turn.Release();
        }
    }
}
