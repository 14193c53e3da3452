using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Direct;

namespace MeshStarter.QueryProxy.Statements.Segments;

/// <summary>Segments of answers: fetched by their key, and acknowledged. Trino's clients send no token here.</summary>
internal static class SegmentEndpoints
{
    private static readonly ReadOnlyMemory<byte> Open = "["u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Close = "]"u8.ToArray();

    public static void MapSegments(this IEndpointRouteBuilder routes)
    {
        // The key takes the place of the token, which clients keep from an address that might be another server's.
        var segments = routes.MapGroup("").AllowAnonymous().WithTags("trino");
        segments.MapGet(SegmentAddress.DownloadRoute, DownloadAsync).WithSummary("The rows of a segment");
        segments.MapGet(SegmentAddress.AcknowledgeRoute, Acknowledge).WithSummary("Free a segment that was read");
    }

    private static async Task<IResult> DownloadAsync(string id, long number, HttpContext http, StatementRegistry registry, CancellationToken cancellationToken)
    {
        if (Find(id, number, http, registry) is not { } query)
        {
            return NoSegment;
        }

        query.Touch();
        query.Run.CheckAccess();
        try
        {
            // A query that is stopped ends its segments too, also while one is read.
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, query.Run.Cancelled);
            if (query.Run.CancelledFor is not null || !await WriteAsync(query, number, http.Response, ended.Token))
            {
                return Gone(query, http.Response);
            }
        }
        catch (Exception late) when (late is OperationCanceledException or ObjectDisposedException && !cancellationToken.IsCancellationRequested)
        {
            if (!http.Response.HasStarted)
            {
                http.Response.Clear();
                return Gone(query, http.Response);
            }

            http.Abort();
        }
        finally
        {
            query.Touch();
        }

        return Results.Empty;
    }

    private static async Task<bool> WriteAsync(StatementQuery query, long number, HttpResponse response, CancellationToken cancellationToken)
    {
        if (!await query.Run.Rows.WriteSegmentAsync(number, BeginAsync, response.Body, cancellationToken))
        {
            return false;
        }

        await response.Body.WriteAsync(Close, cancellationToken);
        return true;

        async Task BeginAsync()
        {
            response.ContentType = "application/json";
            response.Headers.CacheControl = "no-store";
            response.Headers.XContentTypeOptions = "nosniff";
            await response.Body.WriteAsync(Open, cancellationToken);
        }
    }

    // Clients send it once they have read the segment, some of them again, and none reads the answer.
    private static IResult Acknowledge(string id, long number, HttpContext http, StatementRegistry registry)
    {
        if (Find(id, number, http, registry) is not { } query)
        {
            return NoSegment;
        }

        query.Touch();
        query.Run.Rows.Acknowledge(number);
        return Results.NoContent();
    }

    // The response does not reveal whether there is such a query or segment to who has not its key, nor to another than who began the query.
    private static StatementQuery? Find(string id, long number, HttpContext http, StatementRegistry registry) =>
        registry.Find(id) is { } query && SegmentKey.IsOf(http.Request.Headers[SegmentKey.Header].ToString(), number, id, query.Secret)
            && (http.User.Identity is not { IsAuthenticated: true } || query.IsOf(http.User))
            ? query
            : null;

    private static IResult NoSegment => Results.Problem(statusCode: StatusCodes.Status404NotFound, type: ProblemTypes.NotFound, title: "No such segment",
        detail: $"There is no such segment, its query has been forgotten since, or {SegmentKey.Header} is not its key. Send the header of the segment in the page, with your own token or none, or the statement again.");

    private static IResult Gone(StatementQuery query, HttpResponse response) => query.Run.CancelledFor is { } reason
        ? FailureProblem.Of(reason, response)
        : Results.Problem(statusCode: StatusCodes.Status410Gone, type: ProblemTypes.NotFound, title: "Segment gone", detail: "This segment was acknowledged, and is not kept any longer. Send the statement again.");
}
