using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Amazon.Runtime.Internal.Auth;
using MeshStarter.Platform.Storage.S3;
using MeshStarter.Platform.Storage.Settings;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Platform.Setup.Minio;

/// <summary>MinIO's administration API, version 3, as its administrator calls it.</summary>
internal sealed class MinioAdministration(S3Options store, TimeSpan limit, TimeProvider time) : IDisposable
{
    private const string SignedHeaders = "host;x-amz-content-sha256;x-amz-date";

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly S3Endpoint _endpoint = store.ToEndpoint();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = AnswerLimit, MaxResponseContentBufferSize = 16 << 20 };

    /// <summary>Verifies that a MinIO answers. Another store may take a put of this API for an object's.</summary>
    /// <exception cref="StartRefusedException">Another store does, or none.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Get, "accountinfo", [], [], cancellationToken);
        if (Text(answer, "AccountName") is null)
        {
            throw NoMinio(HttpStatusCode.OK);
        }
    }

    /// <summary>Puts what a name says to what it has.</summary>
    /// <param name="name">The operation.</param>
    /// <param name="parameters">Its parameters, in the order of their names.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StartRefusedException">MinIO refused it, or is away.</exception>
    public Task PutAsync(string name, IReadOnlyList<(string Name, string Value)> parameters, byte[] body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, name, parameters, body, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<byte[]> SendAsync(HttpMethod method, string name, IReadOnlyList<(string Name, string Value)> parameters, byte[] body, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            bool isLast = time.GetElapsedTime(began) >= limit;
            try
            {
                using var request = Sign(method, name, parameters, body);
                using var answer = await _http.SendAsync(request, cancellationToken);
                var content = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return content;
                }

                // A server that starts answers before it knows its users.
                if (isLast || answer.StatusCode is not HttpStatusCode.ServiceUnavailable)
                {
                    throw Text(content, "Code") is { } code ? StoreRefusal.Of(_endpoint, name, Text(content, "Message"), code, answer.StatusCode) : NoMinio(answer.StatusCode);
                }
            }
            catch (Exception away) when (away is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (isLast)
                {
                    throw StoreRefusal.Away(_endpoint, away);
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private HttpRequestMessage Sign(HttpMethod method, string name, IReadOnlyList<(string Name, string Value)> parameters, byte[] body)
    {
        string query = string.Join('&', parameters.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}"));
        var address = new Uri(_endpoint.Address!, $"/minio/admin/v3/{name}?{query}");
        var now = time.GetUtcNow().UtcDateTime;
        string stamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string hash = Convert.ToHexStringLower(SHA256.HashData(body));
        string canonical = $"{method}\n{address.AbsolutePath}\n{query}\nhost:{address.Authority}\nx-amz-content-sha256:{hash}\nx-amz-date:{stamp}\n\n{SignedHeaders}\n{hash}";
        var signature = AWS4Signer.ComputeSignature(store.AccessKey, store.SecretKey, _endpoint.Region, now, "s3", SignedHeaders, canonical);
        var request = new HttpRequestMessage(method, address) { Content = new ByteArrayContent(body) };
        request.Headers.Host = address.Authority;
        request.Headers.Add("x-amz-content-sha256", hash);
        request.Headers.Add("x-amz-date", stamp);
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        return request;
    }

    private StartRefusedException NoMinio(HttpStatusCode status) =>
        new($"Setting Mesh:Setup:Store: {_endpoint} does not answer as MinIO's administration API (status {(int)status}). Fix: leave out Mesh:Setup:Store and Mesh:Setup:Keys and make the users by hand, as docs/storage.md says.");

    private static string? Text(byte[] answer, string member)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
