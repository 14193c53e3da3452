using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Identity.Keys;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Outgoing.Credentials;

/// <summary>Client credentials (RFC 6749 section 4.4). The secret is sent in the POST body only.</summary>
internal sealed class SecretCredential(IHttpClientFactory clients, AuthorityConfiguration authority, IOptions<IdentityOptions> options, TimeProvider time) : IServiceCredential
{
    private const int LongestLifeSeconds = 86_400;

    public async Task<IssuedToken> RequestAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        var (id, secret) = Client();
        List<KeyValuePair<string, string>> form = [new("grant_type", "client_credentials"), new("client_id", id), new("client_secret", secret), new("audience", request.Audience)];
        if (request.Scope is { } scope)
        {
            form.Add(new("scope", scope));
        }

        var endpoint = await authority.GetTokenEndpointAsync(cancellationToken);
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(form),
        };
        using var response = await SendAsync(message, id, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"The authority refused {id} a token for {request.Service}: HTTP {(int)response.StatusCode}. Check Mesh:Identity:ClientId and Mesh:Identity:ClientSecret.",
                inner: null,
                response.StatusCode);
        }
        return await ReadAsync(response, cancellationToken) is { AccessToken.Length: > 0, ExpiresIn: > 0 } answer
            ? new IssuedToken(answer.AccessToken, time.GetUtcNow().AddSeconds(Math.Min(answer.ExpiresIn, LongestLifeSeconds)))
            : throw new HttpRequestException($"The authority answered {id} without a token.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await clients.CreateClient(AuthorityConfiguration.ClientName).SendAsync(message, cancellationToken);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.Unknown, $"The authority gave {id} no answer in time.", late);
        }
    }

    // A gateway in front of the provider may answer 200 with a page.
    private static async Task<TokenAnswer?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<TokenAnswer>(cancellationToken);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }

    private (string Id, string Secret) Client() => options.Value is { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret }
        ? (id, secret)
        : throw new InvalidOperationException(string.Join(' ', options.Value.ClientProblems()));

    private sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string? AccessToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
