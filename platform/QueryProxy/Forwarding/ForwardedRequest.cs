using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace MeshStarter.QueryProxy.Forwarding;

/// <summary>
/// Sends a request on as it came: the client's token, conditions and body are the service's to judge. Of the client's address the service learns
/// what this server knows of the connection, never what the client wrote.
/// </summary>
/// <param name="target">The address.</param>
/// <param name="service">The address of the service.</param>
internal class ForwardedRequest(ForwardedTarget.Found target, Uri service) : HttpTransformer
{
    // A refusal by its headers spares the client of a larger body the upload.
    private const long LargeBody = 1024 * 1024;

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly Uri _address = new($"{service.GetLeftPart(UriPartial.Path).TrimEnd('/')}{target.PathAndQuery}", AsWritten);

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        RemoveConnectionHeaders(httpContext.Request.Headers);
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = _address;
        proxyRequest.Headers.Host = null;
        if (httpContext.Connection.RemoteIpAddress is { } client)
        {
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-For", Text(client));
        }

        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Proto", httpContext.Request.Scheme);
        proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Host", httpContext.Request.Host.Value);
        if (proxyRequest.Content is not null && httpContext.Request.ContentLength is null or > LargeBody)
        {
            proxyRequest.Headers.ExpectContinue = true;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var hasBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (proxyResponse is not null)
        {
            // An empty answer of the service is the answer.
            httpContext.Features.GetRequiredFeature<IStatusCodePagesFeature>().Enabled = false;
            if (proxyResponse.Headers.Location is { } location && new Uri(_address, location) is var place && place.Authority == _address.Authority)
            {
                httpContext.Response.Headers.Location = target.Prefix + place.PathAndQuery + place.Fragment;
            }
        }

        return hasBody;
    }

    // Headers of this connection alone (RFC 9110, 7.6.1), and what strangers say of addresses.
    private static void RemoveConnectionHeaders(IHeaderDictionary headers)
    {
        foreach (var name in headers.Connection.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).Concat(headers.Keys.Where(IsOfForwarding)).ToList())
        {
            headers.Remove(name);
        }
    }

    private static bool IsOfForwarding(string name) =>
        name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase) || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase);

    private static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
