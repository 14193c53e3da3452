using System.Net.Http.Headers;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Sends calls with a user's token instead of the service's own.</summary>
public static class OnBehalfOfExtensions
{
    /// <summary>Sends this request with the user's own access token; the service client then adds none of its own.</summary>
    /// <remarks>The token must name the target service among its audiences.</remarks>
    public static HttpRequestMessage OnBehalfOf(this HttpRequestMessage request, string accessToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(accessToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return request;
    }
}
