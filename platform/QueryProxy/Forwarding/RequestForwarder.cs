using System.Diagnostics;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Problems;
using Yarp.ReverseProxy.Forwarder;

namespace MeshStarter.QueryProxy.Forwarding;

/// <summary>Sends requests on to other services, and says in a problem why one has no answer.</summary>
internal sealed partial class RequestForwarder(IHttpForwarder forwarder, IProblemDetailsService problems, IHostApplicationLifetime lifetime, ILogger<RequestForwarder> logger) : IDisposable
{
    // What a stop leaves to requests that are under way: the rest of its time is the audit's.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

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

    /// <summary>Sends a request on, and its answer back, each piece at once.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The service, as the log and a problem name it.</param>
    /// <param name="address">The service's address.</param>
    /// <param name="request">What the service gets.</param>
    /// <param name="patience">The time that may pass without a byte of the service.</param>
    /// <returns>Why there is no whole answer; null where there is one, or where the client has gone.</returns>
    public async Task<ForwardingFailure?> SendAsync(HttpContext context, string name, Uri address, HttpTransformer request, TimeSpan patience)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await using var stop = lifetime.ApplicationStopping.Register(() => end.CancelAfter(StopPatience));
        var limits = new ForwarderRequestConfig { ActivityTimeout = patience, Version = System.Net.HttpVersion.Version11 };
        var error = await forwarder.SendAsync(context, address.AbsoluteUri, _client, limits, request, end.Token);
        if (error == ForwarderError.None || context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }

        var failure = new ForwardingFailure(name, error, context.Features.Get<IForwarderErrorFeature>()?.Exception, patience);
        LogNotForwarded(name, error, failure.Reason);
        return failure;
    }

    /// <summary>Writes why there is no whole answer, where none has begun.</summary>
    public Task ExplainAsync(HttpContext context, ForwardingFailure failure)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return UnavailableAsync(context, "The service that forwards this request stops.");
        }

        if (failure.IsUnreachable)
        {
            return UnavailableAsync(context, $"{failure.Service} cannot be reached now.");
        }

        return failure.Error switch
        {
            ForwarderError.RequestTimedOut => WriteAsync(context, StatusCodes.Status504GatewayTimeout, ProblemTypes.GatewayTimeout, "No answer in time", $"{failure.Service} does not answer within {failure.Patience.TotalSeconds:0} s. Ask for less at once, or try again later."),
            ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled => WriteAsync(context, context.Response.StatusCode, ProblemTypes.BadRequest, "Bad request", "The request's body does not arrive. Send it again."),
            _ => WriteAsync(context, StatusCodes.Status502BadGateway, ProblemTypes.BadGateway, "No whole answer", $"{failure.Service} ended the connection before it answered. A request that changes something may have taken effect."),
        };
    }

    /// <summary>Writes a problem.</summary>
    public Task WriteAsync(HttpContext context, int status, string type, string title, string detail) => problems.AnswerAsync(context, status, type, title, detail).AsTask();

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private Task UnavailableAsync(HttpContext context, string reason)
    {
        context.Response.Headers.RetryAfter = "2";
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, "Unavailable", $"{reason} Try again in a moment.");
    }

    [LoggerMessage(2330, LogLevel.Warning, "A request to {Service} could not be forwarded to its end ({Error}): {Reason}")]
    private partial void LogNotForwarded(string service, ForwarderError error, string reason);
}
