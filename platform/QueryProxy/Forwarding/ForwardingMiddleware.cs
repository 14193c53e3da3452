using System.Diagnostics;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace MeshStarter.QueryProxy.Forwarding;

/// <summary>Forwards requests to the services that readers reach at this address. It authenticates no caller and decides nothing: each service does.</summary>
internal sealed partial class ForwardingMiddleware(
    ForwardedRoutes routes, ServiceDirectory services, IHttpForwarder forwarder, IProblemDetailsService problems, IHostApplicationLifetime lifetime, ILogger<ForwardingMiddleware> logger)
    : IMiddleware, IDisposable
{
    // What a stop leaves to requests that are under way: the rest of its time is the audit's.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    // An ingress ends a request that is idle for 240 s without a word of why.
    private static readonly ForwarderRequestConfig Limits = new() { ActivityTimeout = TimeSpan.FromSeconds(230), Version = System.Net.HttpVersion.Version11 };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // A service that moves has another address under its name.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
    });

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
            ForwardedTarget.Found found => WriteAsync(context, StatusCodes.Status404NotFound, ProblemTypes.NotFound, "Not found", $"{found.Service} is not part of this mesh."),
            ForwardedTarget.Refused refused => WriteAsync(context, StatusCodes.Status400BadRequest, ProblemTypes.BadRequest, "Bad request", refused.Detail),
            ForwardedTarget.Unknown unknown => WriteAsync(context, StatusCodes.Status404NotFound, ProblemTypes.NotFound, "Not found", unknown.Detail),
            var other => throw new UnreachableException(other.ToString()),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task ForwardAsync(HttpContext context, ForwardedTarget.Found target, Uri service)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // The service has its own.
            limit.MaxRequestBodySize = null;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await using var stop = lifetime.ApplicationStopping.Register(() => end.CancelAfter(StopPatience));
        var error = await forwarder.SendAsync(context, service.AbsoluteUri, _client, Limits, new ForwardedRequest(target, service), end.Token);
        if (error == ForwarderError.None || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var failure = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        LogNotForwarded(target.Service, error, (failure as AggregateException)?.InnerException?.Message ?? failure?.Message ?? "no reason is known");
        if (!context.Response.HasStarted)
        {
            await ExplainAsync(context, target.Service, error, failure);
        }
    }

    private Task ExplainAsync(HttpContext context, string service, ForwarderError error, Exception? failure)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return UnavailableAsync(context, "The service that forwards this request stops.");
        }

        if (IsUnreachable(failure))
        {
            return UnavailableAsync(context, $"{service} cannot be reached now.");
        }

        if (error == ForwarderError.RequestTimedOut)
        {
            return WriteAsync(context, StatusCodes.Status504GatewayTimeout, ProblemTypes.GatewayTimeout, "No answer in time", $"{service} does not answer within {Limits.ActivityTimeout!.Value.TotalSeconds:0} s. Ask for less at once, or try again later.");
        }

        return error is ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled
            ? WriteAsync(context, context.Response.StatusCode, ProblemTypes.BadRequest, "Bad request", "The request's body does not arrive. Send it again.")
            : WriteAsync(context, StatusCodes.Status502BadGateway, ProblemTypes.BadGateway, "No whole answer", $"{service} ended the connection before it answered. A request that changes something may have taken effect.");
    }

    // Of all time limits only that of a connection has an inner timeout.
    private static bool IsUnreachable(Exception? failure) => failure
        is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
        or OperationCanceledException { InnerException: TimeoutException };

    private Task UnavailableAsync(HttpContext context, string reason)
    {
        context.Response.Headers.RetryAfter = "2";
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, "Unavailable", $"{reason} Try again in a moment.");
    }

    private async Task WriteAsync(HttpContext context, int status, string type, string title, string detail)
    {
        context.Response.StatusCode = status;
        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = { Status = status, Type = type, Title = title, Detail = detail } });
    }

    [LoggerMessage(EventIds.NotForwarded, LogLevel.Warning, "A request to {Service} could not be forwarded to its end ({Error}): {Reason}")]
    private partial void LogNotForwarded(string service, ForwarderError error, string reason);
}
