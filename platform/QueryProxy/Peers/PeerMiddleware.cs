using MeshStarter.Contracts;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Forwarding;
using MeshStarter.QueryProxy.Statements;

namespace MeshStarter.QueryProxy.Peers;

/// <summary>
/// Gives new queries to this proxy and its peers in turn, and requests about a query to the proxy that has it. It decides nothing else: the proxy that
/// answers checks the client's token. What a peer sent on is answered here, so that no request goes on twice.
/// </summary>
internal sealed class PeerMiddleware(QueryPeers peers, RequestForwarder forwarder, TimeProvider time) : IMiddleware
{
    // A peer that starts again is soon back; one that is silent costs a client its patience.
    private static readonly TimeSpan PauseOfUnreachable = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PauseOfSilent = TimeSpan.FromSeconds(30);

    // Pages, and the first answer to a statement, come within a second; a streamed answer may be silent for long.
    private static readonly TimeSpan PatienceOfPages = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PatienceOfStreams = TimeSpan.FromSeconds(230);

    /// <inheritdoc/>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (peers.AreNone || PeerRoute.Of(context.Request, TrinoHeaders.Transaction(context.Request.Headers)) is not { } route)
        {
            return next(context);
        }

        if (context.Request.Headers.ContainsKey(PeerRequest.OriginHeader))
        {
            return PeerRequest.TakeOrigin(context.Request) ? next(context)
                : forwarder.WriteAsync(context, StatusCodes.Status400BadRequest, ProblemTypes.BadRequest, "Bad request", $"The header {PeerRequest.OriginHeader} is no http or https address without a path. Query proxies send it to each other: leave it out.");
        }

        return route switch
        {
            PeerRoute.New { Transaction: { } transaction } when peers.OwnerOf(transaction) is { } owner => BeginAsync(context, next, owner),
            PeerRoute.New { Transaction: null } when peers.Next() is { } turn => BeginAsync(context, next, turn),
            PeerRoute.Part part when peers.OwnerOf(part.Id) is { } owner => ContinueAsync(context, owner, part),
            _ => next(context),
        };
    }

    private async Task BeginAsync(HttpContext context, RequestDelegate next, string peer)
    {
        var patience = context.Request.Path == "/query" ? PatienceOfStreams : PatienceOfPages;
        if (await SendAsync(context, peer, patience) is not { } failure)
        {
            return;
        }

        // Another failure is one of this request alone, such as a query that ends after its first rows, or a body that does not arrive.
        if ((failure.IsUnreachable ? PauseOfUnreachable : failure.IsSilence ? PauseOfSilent : (TimeSpan?)null) is { } pause)
        {
            peers.LeaveOut(peer, pause);
        }

        if (failure.IsUnreachable && !context.Response.HasStarted)
        {
            // It got nothing of the query. A transaction of it is unknown here, which the answer says.
            context.Response.StatusCode = StatusCodes.Status200OK;
            await next(context);
            return;
        }

        await forwarder.ExplainAsync(context, failure);
    }

    private async Task ContinueAsync(HttpContext context, string peer, PeerRoute.Part part)
    {
        if (await SendAsync(context, peer, PatienceOfPages) is not { } failure)
        {
            return;
        }

        if (!failure.IsGone || context.Response.HasStarted)
        {
            await forwarder.ExplainAsync(context, failure);
        }
        else if (HttpMethods.IsDelete(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else if (part.IsPage)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            await PageWriter.WriteFailureAsync(context, part.Id, new QueryFailure(TrinoErrorCode.ProxyLost, Gone(peer)), time, context.RequestAborted);
        }
        else
        {
            await forwarder.WriteAsync(context, StatusCodes.Status410Gone, ProblemTypes.NotFound, "Query gone", Gone(peer));
        }
    }

    private Task<ForwardingFailure?> SendAsync(HttpContext context, string peer, TimeSpan patience)
    {
        var address = peers.AddressOf(peer);
        var target = $"{context.Request.Path.ToUriComponent()}{context.Request.QueryString.ToUriComponent()}";
        return forwarder.SendAsync(context, $"query proxy {peer}", address, new PeerRequest(target, peer, address), patience);
    }

    private static string Gone(string peer) => $"The query ended, because the query proxy {peer} that ran it does not run any more. Send the query again.";
}
