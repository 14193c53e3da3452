using MeshStarter.QueryProxy.Forwarding;

namespace MeshStarter.QueryProxy.Peers;

/// <summary>Sends a request on to a peer, with the address at which the client sent it: the links of the answer are below that address.</summary>
/// <param name="pathAndQuery">The path and query that the client requested.</param>
/// <param name="name">The peer.</param>
/// <param name="peer">The peer's address.</param>
internal sealed class PeerRequest(string pathAndQuery, string name, Uri peer) : ForwardedRequest(new ForwardedTarget.Found(name, "", pathAndQuery), peer)
{
    /// <summary>
    /// The header of a request that a peer sent on: it is answered here. A client that writes it gets no more than it could have at another proxy, and
    /// links to the address that it named.
    /// </summary>
    public const string OriginHeader = "X-Mesh-Query-Origin";

    /// <summary>Gives a request that a peer sent on the address at which the client sent it.</summary>
    /// <returns>Whether the header has an address.</returns>
    public static bool TakeOrigin(HttpRequest request)
    {
        if (!Uri.TryCreate(request.Headers[OriginHeader].ToString(), UriKind.Absolute, out var origin) || origin is not { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" })
        {
            return false;
        }

        (request.Scheme, request.Host) = (origin.Scheme, new HostString(origin.Authority));
        return true;
    }

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.TryAddWithoutValidation(OriginHeader, $"{httpContext.Request.Scheme}://{httpContext.Request.Host}");
    }
}
