using System.Text;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Wire.Arrow;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Statements;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Mvc;

namespace MeshStarter.QueryProxy.Direct;

/// <summary>SQL in, all rows out in one streamed answer: for scripts and curl. The same way and the same rules as for Trino's clients.</summary>
internal static partial class DirectQueryEndpoints
{
    private const int MaxBodyBytes = 16 * 1024 * 1024;

    public static void MapDirectQueries(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/query", QueryAsync)
            .AddEndpointFilter<UserHeaderFilter>()
            .WithTags("query")
            .WithSummary("Run a query and stream its rows as JSON lines, CSV, Arrow or Parquet")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));

    // The last words of a query that is ended for its slow reader wait no longer for the reader.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(20);

    private static async Task<IResult> QueryAsync(
        HttpContext http, QueryRunner runner, QueryTexts texts, ResultStorage storage, StatementRegistry registry, QueryIds ids, TimeProvider time, ILogger<QueryRunner> logger, CancellationToken cancellationToken)
    {
        if (AnswerFormats.Requested(http.Request) is not { } format)
        {
            return Results.Problem(statusCode: StatusCodes.Status406NotAcceptable, type: ProblemTypes.BadRequest, title: "No such format",
                detail: $"Rows are written as {AnswerFormats.All}. Name one of them in Accept, or leave it out.");
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

        http.Response.ContentType = AnswerFormats.ContentType(format);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["X-Mesh-Query-Id"] = run.Request.Id;
        await http.Response.StartAsync(cancellationToken);
        while (await run.Rows.WaitToReadAsync(cancellationToken))
        {
            run.CheckGrants();
            if (await run.Rows.ReadAsync(cancellationToken) is { } batch)
            {
                try
                {
                    await http.Response.Body.WriteAsync(batch.Text, cancellationToken);
                    await http.Response.Body.FlushAsync(cancellationToken);
                }
                finally
                {
                    batch.Release();
                }
            }
        }

        if (run.Failure is { } midway)
        {
            if (LastWordsOf(midway, format) is { } words)
            {
                await http.Response.Body.WriteAsync(words, cancellationToken);
                await http.Response.Body.FlushAsync(cancellationToken);
            }

            LogTruncated(logger, run.Request.Id, midway.Code.Name);
            http.BreakOff(midway.Code.Name);
        }
        else if (format == RowFormat.Arrow)
        {
            await http.Response.Body.WriteAsync(ArrowStream.End, cancellationToken);
        }

        return Results.Empty;
    }

    /// <summary>Writes a failure after rows as a format does; null where it has no place for it.</summary>
    private static ReadOnlyMemory<byte>? LastWordsOf(QueryFailure failure, RowFormat format) => format switch
    {
        RowFormat.JsonLines => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { error = new { name = failure.Code.Name, type = failure.Code.Type.ToWire(), message = failure.Text } }, MeshJson.Options) + "\n"),
        // A reader behind a program that does not look for the transfer's end would take the batches for all there are.
        RowFormat.Arrow => ArrowStream.Broken,
        _ => default(ReadOnlyMemory<byte>?),
    };

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
