using System.Diagnostics;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.AspNetCore.Http.Features;

namespace MeshStarter.QueryProxy.Forwarding;

/// <summary>Forwards requests to the services that readers reach at this address. It authenticates no caller and decides nothing: each service does.</summary>
internal sealed class ForwardingMiddleware(ForwardedRoutes routes, ServiceDirectory services, RequestForwarder forwarder) : IMiddleware
{
    // An ingress ends a request that is idle for 240 s without a word of why.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(230);

    /// <inheritdoc/>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!ForwardedRoutes.Cover(context.Request.Path))
        {
            return next(context);
        }

        return routes.Find(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) switch
        {
            ForwardedTarget.Found found when services.TryFind(found.Service, out var service) => ForwardAsync(context, found, service),
            ForwardedTarget.Found found => forwarder.WriteAsync(context, StatusCodes.Status404NotFound, ProblemTypes.NotFound, "Not found", $"{found.Service} is not part of this mesh."),
            ForwardedTarget.Refused refused => forwarder.WriteAsync(context, StatusCodes.Status400BadRequest, ProblemTypes.BadRequest, "Bad request", refused.Detail),
            ForwardedTarget.Unknown unknown => forwarder.WriteAsync(context, StatusCodes.Status404NotFound, ProblemTypes.NotFound, "Not found", unknown.Detail),
            var other => throw new UnreachableException(other.ToString()),
        };
    }

    private async Task ForwardAsync(HttpContext context, ForwardedTarget.Found target, Uri service)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // The service has its own.
            limit.MaxRequestBodySize = null;
        }

        if (await forwarder.SendAsync(context, target.Service, service, new ForwardedRequest(target, service), Patience) is { } failure)
        {
            await forwarder.ExplainAsync(context, failure);
        }
    }
}
