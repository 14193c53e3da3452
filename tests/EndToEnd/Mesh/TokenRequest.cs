using System.Net;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>A request of a caller with a token.</summary>
internal static class TokenRequest
{
    /// <summary>Sends it, and reads the whole answer.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> SendAsync(
        this HttpClient http, HttpMethod method, Uri url, string token, HttpContent? content = null, string accept = "*/*", CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content, Headers = { Authorization = new("Bearer", token), Accept = { new(accept) } } };
        using var response = await http.SendAsync(request, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
