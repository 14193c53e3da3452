using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>Client of the identity provider that a mesh's document names, by the provider's own metadata (OpenID Connect Discovery 1.0).</summary>
internal sealed class Provider
{
    private const int MostBytes = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly ProviderMetadata _metadata;

    private Provider(HttpClient http, ProviderMetadata metadata) => (_http, _metadata) = (http, metadata);

    /// <summary>Whether the provider has an endpoint for revocation.</summary>
    public bool Revokes => _metadata.RevocationEndpoint is not null;

    /// <summary>Reads the metadata of a provider.</summary>
    /// <param name="http">The client.</param>
    /// <param name="issuer">The issuer that the mesh names. One that is elsewhere names no port of this machine.</param>
    /// <param name="mesh">The mesh's address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CliException">It does not answer, or has no metadata that can be trusted.</exception>
    public static async Task<Provider> FindAsync(HttpClient http, string issuer, Uri mesh, CancellationToken cancellationToken)
    {
        if (!MeshLocation.IsSafe(issuer, mesh))
        {
            throw new CliException(CliExitCodes.Usage, $"The mesh's issuer is {Quoted(issuer)}, and not an https address: no one signs in there.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{issuer.TrimEnd('/')}/.well-known/openid-configuration");
        var metadata = await SendAsync<ProviderMetadata>(http, request, cancellationToken);
        if (metadata.Issuer != issuer)
        {
            throw new CliException(CliExitCodes.Failed, $"{issuer} says that it is the issuer {Quoted(metadata.Issuer)}. The mesh's operator sets Mesh:Identity:Authority to the issuer as it names itself.");
        }

        var unsafeEndpoint = new[] { metadata.TokenEndpoint, metadata.DeviceAuthorizationEndpoint, metadata.RevocationEndpoint }
            .FirstOrDefault(endpoint => endpoint is not null && !MeshLocation.IsSafe(endpoint, mesh));
        return unsafeEndpoint is null ? new Provider(http, metadata)
            : throw new CliException(CliExitCodes.Failed, $"{issuer} names the endpoint {Quoted(unsafeEndpoint)}, which is not an https address: nothing is sent there.");
    }

    /// <summary>Begins a sign-in by another device (RFC 8628 section 3.1).</summary>
    /// <exception cref="CliException">The provider does not answer, or has no such sign-in.</exception>
    /// <exception cref="ProviderRefusedException">The provider refuses.</exception>
    public Task<DeviceAuthorization> BeginAsync(string clientId, string scope, CancellationToken cancellationToken) => PostAsync<DeviceAuthorization>(
        _metadata.DeviceAuthorizationEndpoint
            ?? throw new CliException(CliExitCodes.Failed, $"{_metadata.Issuer} has no sign-in by another device (RFC 8628). Set {MeshOptions.TokenVariable} to an access token that it gives in another way."),
        [new("client_id", clientId), new("scope", scope)],
        cancellationToken);

    /// <summary>Requests tokens.</summary>
    /// <exception cref="CliException">The provider does not answer.</exception>
    /// <exception cref="ProviderRefusedException">The provider refuses.</exception>
    public Task<TokenAnswer> RequestAsync(IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken) => PostAsync<TokenAnswer>(_metadata.TokenEndpoint, form, cancellationToken);

    /// <summary>Requests tokens with a client's secret: by HTTP Basic, the default of the specification, unless the provider takes secrets in forms.</summary>
    /// <exception cref="CliException">The provider does not answer.</exception>
    /// <exception cref="ProviderRefusedException">The provider refuses.</exception>
    public async Task<TokenAnswer> RequestAsync(IEnumerable<KeyValuePair<string, string>> form, string clientId, string secret, CancellationToken cancellationToken)
    {
        if (_metadata.TokenEndpointAuthMethodsSupported?.Contains("client_secret_post", StringComparer.Ordinal) == true)
        {
            return await RequestAsync([.. form, new("client_id", clientId), new("client_secret", secret)], cancellationToken);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, _metadata.TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(secret)}")));
        return await SendAsync<TokenAnswer>(_http, request, cancellationToken);
    }

    /// <summary>Ends a sign-in (RFC 7009).</summary>
    /// <exception cref="CliException">The provider does not answer, or refuses.</exception>
    public async Task RevokeAsync(string clientId, string refreshToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _metadata.RevocationEndpoint)
        {
            Content = new FormUrlEncodedContent([new("token", refreshToken), new("token_type_hint", "refresh_token"), new("client_id", clientId)]),
        };
        using var response = await AnswerAsync(_http, request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new CliException(CliExitCodes.Failed, $"{_metadata.Issuer} did not revoke it ({(int)response.StatusCode}).");
        }
    }

    // Also what a message names is others' text.
    private static string Quoted(string text) => $"\"{VisibleText.Line(text)}\"";

    private async Task<T> PostAsync<T>(string endpoint, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        return await SendAsync<T>(_http, request, cancellationToken);
    }

    private static async Task<T> SendAsync<T>(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await AnswerAsync(http, request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return response.IsSuccessStatusCode
                ? JsonSerializer.Deserialize<T>(body, MeshJson.Options) ?? throw new JsonException("it is null")
                : throw new ProviderRefusedException(JsonSerializer.Deserialize<ProviderError>(body, MeshJson.Options) ?? throw new JsonException("it is null"));
        }
        catch (JsonException invalid)
        {
            throw new CliException(CliExitCodes.Failed, $"{request.RequestUri} answered {(int)response.StatusCode}, and not as an identity provider does: {VisibleText.Line(invalid.Message).TrimEnd('.')}.", invalid);
        }
    }

    // The whole answer, within limits.
    private static async Task<HttpResponseMessage> AnswerAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            await response.Content.LoadIntoBufferAsync(MostBytes, patience.Token);
            if (response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests)
            {
                throw new HttpRequestException($"it answered {(int)response.StatusCode}");
            }

            return response;
        }
        catch (Exception failure)
        {
            response?.Dispose();
            if (failure is not HttpRequestException && (failure is not OperationCanceledException || cancellationToken.IsCancellationRequested))
            {
                throw;
            }

            throw new CliException(CliExitCodes.Unreachable, $"The identity provider {request.RequestUri?.GetLeftPart(UriPartial.Authority)} does not answer: {failure.Message}", failure);
        }
    }
}
