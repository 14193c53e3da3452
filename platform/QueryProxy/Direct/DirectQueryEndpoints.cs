using System.Text;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Statements;
using MeshStarter.QueryProxy.Workers;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.QueryProxy.Direct;

/// <summary>SQL in, all rows out in one streamed answer: for scripts and curl. The same way and the same rules as for Trino's clients.</summary>
internal static partial class DirectQueryEndpoints
{
    private const int MaxBodyBytes = 16 * 1024 * 1024;
    private const string JsonLines = "application/x-ndjson";
    private const string Csv = "text/csv";

    public static void MapDirectQueries(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/query", QueryAsync)
            .AddEndpointFilter<UserHeaderFilter>()
            .WithTags("query")
            .WithSummary("Run a query and stream its rows as JSON lines or CSV")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));

    // The last words of a query that is ended for its slow reader wait no longer for the reader.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(20);

    private static async Task<IResult> QueryAsync(
        HttpContext http, QueryRunner runner, QueryTexts texts, ResultStorage storage, StatementRegistry registry, QueryIds ids, TimeProvider time, ILogger<QueryRunner> logger, CancellationToken cancellationToken)
    {
        if (FormatOf(http.Request) is not { } format)
        {
            return Results.Problem(statusCode: StatusCodes.Status406NotAcceptable, type: ProblemTypes.BadRequest, title: "No such format",
                detail: $"Rows are written as {JsonLines} or {Csv}. Name one of them in Accept, or leave it out.");
        }

        var principal = http.User.ToPrincipal();
        registry.MakeRoom(principal.Subject);
        if (await TextAsync(http.Request, texts, principal.Subject, cancellationToken) is not { IsEmpty: false } text)
        {
            return Results.Problem(statusCode: StatusCodes.Status400BadRequest, type: ProblemTypes.QueryInvalid, title: "No query",
                detail: "Send the SQL text as the body, or JSON of the form {\"sql\": \"SELECT …\"} as application/json.");
        }

        var session = TrinoHeaders.ReadSession(http.Request.Headers);
        using var run = new QueryRun(new QueryRequest(ids.Next(), text.Sql, principal, session, format), storage, time) { Refusal = text.Refusal };
        var running = runner.RunAsync(run);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await using var cancelled = run.Cancelled.Register(() => patience.CancelAfter(LastWords));
            return await AnswerAsync(http, run, format, logger, patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            http.Abort();
            return Results.Empty;
        }
        finally
        {
            run.Cancel(StatementQuery.UserCanceled);
            await running;
        }
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, QueryRun run, RowFormat format, ILogger logger, CancellationToken cancellationToken)
    {
        // Until the first rows are there the status can still say that there are none to come.
        var any = await run.Rows.WaitToReadAsync(cancellationToken);
        if (!any && run.Failure is { } failure)
        {
            return FailureProblem.Of(failure, http.Response);
        }

        if (run.SessionChange is { } change)
        {
            return FailureProblem.Of(new QueryFailure(TrinoErrorCode.NotSupported, $"There is no session here for {change.Statement} to change. Name the schema in the query, or in X-Trino-Schema; send parameters with EXECUTE IMMEDIATE."), http.Response);
        }

        http.Response.ContentType = format is RowFormat.Csv or RowFormat.SpreadsheetCsv ? $"{Csv}; charset=utf-8; header=present" : JsonLines;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["X-Mesh-Query-Id"] = run.Request.Id;
        await http.Response.StartAsync(cancellationToken);
        while (await run.Rows.WaitToReadAsync(cancellationToken))
        {
            if (await run.Rows.ReadAsync(cancellationToken) is { } batch)
            {
                await http.Response.Body.WriteAsync(batch.Text, cancellationToken);
                await http.Response.Body.FlushAsync(cancellationToken);
            }
        }

        if (run.Failure is { } midway)
        {
            if (format == RowFormat.JsonLines)
            {
                var line = JsonSerializer.Serialize(new { error = new { name = midway.Code.Name, type = midway.Code.Type.ToWire(), message = midway.Text } }, MeshJson.Options);
                await http.Response.WriteAsync(line + "\n", cancellationToken);
                await http.Response.Body.FlushAsync(cancellationToken);
            }

            LogTruncated(logger, run.Request.Id, midway.Code.Name);
            http.BreakOff(midway.Code.Name);
        }

        return Results.Empty;
    }

    private static RowFormat? FormatOf(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0 || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return RowFormat.JsonLines;
        }

        foreach (var type in accepted.Where(type => type.Quality is null or > 0).OrderByDescending(type => type.Quality ?? 1))
        {
            switch (type.MediaType.Value)
            {
                case Csv:
                    return EscapesFormulas(type) ? RowFormat.SpreadsheetCsv : RowFormat.Csv;
                case "*/*" or "application/*" or JsonLines or "application/jsonl" or "application/json" or "application/x-jsonlines":
                    return RowFormat.JsonLines;
                case "text/*":
                    return RowFormat.Csv;
            }
        }

        return null;
    }

    // text/csv; formulas=escaped
    private static bool EscapesFormulas(MediaTypeHeaderValue type) =>
        type.Parameters.Any(parameter => parameter.Name.Equals("formulas", StringComparison.OrdinalIgnoreCase) && parameter.Value.Equals("escaped", StringComparison.OrdinalIgnoreCase));

    private static async Task<QueryText?> TextAsync(HttpRequest request, QueryTexts texts, string subject, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasJsonContentType()
                ? await texts.ReadJsonAsync(request.Body, subject, cancellationToken)
                : await texts.ReadAsync(request.Body, subject, cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    [LoggerMessage(EventIds.ResponseTruncated, LogLevel.Information, "Query {QueryId} failed after its first rows ({ErrorName}); its answer is truncated")]
    private static partial void LogTruncated(ILogger logger, string queryId, string errorName);
}
