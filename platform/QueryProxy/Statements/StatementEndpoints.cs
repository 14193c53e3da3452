using System.Globalization;
using System.Text;
using MeshStarter.Contracts;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Statements.Segments;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Mvc;

namespace MeshStarter.QueryProxy.Statements;

/// <summary>Trino's client protocol: a statement goes in, its answer is fetched page by page.</summary>
internal static class StatementEndpoints
{
    private const int MaxBodyBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    public static void MapStatements(this IEndpointRouteBuilder routes)
    {
        var statements = routes.MapGroup("/v1").WithTags("trino").AddEndpointFilter<UserHeaderFilter>();
        statements.MapPost("/statement", BeginAsync).WithSummary("Begin a statement").WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
        statements.MapMethods("/statement", ["HEAD"], () => Results.Ok()).WithSummary("Whether the caller may come in");
        statements.MapGet("/statement/{phase}/{id}/{slug}/{token:long}", PageAsync).WithSummary("The next page of a statement");
        statements.MapMethods("/statement/{phase}/{id}/{slug}/{token:long}", ["HEAD"], Heartbeat).WithSummary("Keep a statement whose segments are read");
        statements.MapDelete("/statement/{phase}/{id}/{slug}/{token:long}", Cancel).WithSummary("Stop a statement by its next page");
        statements.MapGet("/query/{id}", InfoAsync).WithSummary("What became of a statement");
        statements.MapDelete("/query/{id}", CancelById).WithSummary("Stop a statement by its id");
        statements.MapGet("/node", () => Results.Json(Array.Empty<string>())).WithSummary("The other nodes: none");
        statements.MapGet("/node/failed", () => Results.Json(Array.Empty<string>())).WithSummary("The nodes that do not answer: none");
        routes.MapGet("/v1/info", (ServerInfo info) => info.Answer()).AllowAnonymous().WithTags("trino").WithSummary("Which Trino this speaks like");
    }

    // Clients send the text under any content type, form data included: it is text whatever they say.
    private static async Task<IResult> BeginAsync(HttpContext http, StatementRegistry registry, QueryTexts texts, CancellationToken cancellationToken)
    {
        var principal = http.User.ToPrincipal();
        registry.MakeRoom(principal.Subject);
        QueryText text;
        try
        {
            text = await texts.ReadAsync(http.Request.Body, principal.Subject, cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            return Results.Problem(statusCode: StatusCodes.Status400BadRequest, type: ProblemTypes.QueryInvalid, title: "Not a query", detail: "The body is not UTF-8 text. Send the SQL text as UTF-8.");
        }

        if (text.IsEmpty)
        {
            return Results.Problem(statusCode: StatusCodes.Status400BadRequest, type: ProblemTypes.QueryInvalid, title: "No query", detail: "The body is empty. Send the SQL text as the body.");
        }

        var session = TrinoHeaders.ReadSession(http.Request.Headers);
        var query = registry.Begin(id => new QueryRequest(id, text.Sql, principal, session, RowFormat.Trino), TrinoHeaders.Text(http.Request.Headers, TrinoHeaders.Source), text.Refusal, SegmentEncoding.Read(http.Request.Headers));
        await PageWriter.WriteAsync(http, query, StatementQuery.FirstPage, cancellationToken);
        return Results.Empty;
    }

    private static async Task<IResult> PageAsync(
        string phase, string id, string slug, long token, HttpContext http, StatementRegistry registry, CancellationToken cancellationToken)
    {
        if (Find(phase, id, slug, token, http, registry, out var position) is not { } query)
        {
            return NoQuery;
        }

        if (await query.PageAsync(position, MaxWait(http.Request), cancellationToken) is not { } page)
        {
            return Results.Problem(statusCode: StatusCodes.Status410Gone, type: ProblemTypes.NotFound, title: "Page gone",
                detail: "This page has gone by, or is not there yet: only the last page and the one after it can be fetched.");
        }

        try
        {
            await PageWriter.WriteAsync(http, query, page, cancellationToken);
        }
        finally
        {
            page.Batch?.Release();
        }

        return Results.Empty;
    }

    private static IResult Heartbeat(string phase, string id, string slug, long token, HttpContext http, StatementRegistry registry)
    {
        if (Find(phase, id, slug, token, http, registry, out _) is not { } query)
        {
            return NoQuery;
        }

        query.Touch();
        return Results.Ok();
    }

    private static IResult Cancel(string phase, string id, string slug, long token, HttpContext http, StatementRegistry registry)
    {
        if (Find(phase, id, slug, token, http, registry, out _) is not { } query)
        {
            return NoQuery;
        }

        query.Run.Cancel(StatementQuery.UserCanceled);
        return Results.NoContent();
    }

    private static IResult CancelById(string id, HttpContext http, StatementRegistry registry)
    {
        if (Own(id, http, registry) is not { } query)
        {
            return NoQuery;
        }

        query.Run.Cancel(StatementQuery.UserCanceled);
        return Results.NoContent();
    }

    private static async Task<IResult> InfoAsync(string id, HttpContext http, StatementRegistry registry, CancellationToken cancellationToken)
    {
        if (Own(id, http, registry) is not { } query)
        {
            return NoQuery;
        }

        await PageWriter.WriteInfoAsync(http, query, cancellationToken);
        return Results.Empty;
    }

    // The response to a page of another's query, with its right key too, is that of a query that does not exist.
    private static StatementQuery? Find(string phase, string id, string slug, long token, HttpContext http, StatementRegistry registry, out PagePosition position)
    {
        position = new PagePosition(phase == "queued" ? PagePhase.Queued : PagePhase.Executing, token);
        return phase is "queued" or "executing" && Own(id, http, registry) is { } query && position.HasSlug(slug, id, query.Secret) ? query : null;
    }

    // Ids can be guessed: the response does not reveal whether there is such a query.
    private static StatementQuery? Own(string id, HttpContext http, StatementRegistry registry) =>
        registry.Find(id) is { } query && query.IsOf(http.User) ? query : null;

    // maxWait=1s, as airlift writes durations; anything else counts as the longest wait.
    private static TimeSpan MaxWait(HttpRequest request)
    {
        var text = request.Query["maxWait"].ToString();
        var requested = text.EndsWith("ms", StringComparison.Ordinal) && Number(text[..^2]) is { } millis ? TimeSpan.FromMilliseconds(Math.Clamp(millis, 0, 1_000))
            : text.EndsWith('s') && Number(text[..^1]) is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1))
            : LongestWait;
        return requested < LongestWait ? requested : LongestWait;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number) ? number : null;

    private static IResult NoQuery =>
        Results.Problem(statusCode: StatusCodes.Status404NotFound, type: ProblemTypes.NotFound, title: "No such query", detail: "There is no such query, or it has been forgotten since. Send the statement again.");
}
