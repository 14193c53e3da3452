using System.Text;
using MeshStarter.Contracts;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Statements;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Mvc;

namespace MeshStarter.QueryProxy.Direct;

/// <summary>SQL in, all rows out in one streamed answer: for scripts and curl. The same way and the same rules as for Trino's clients.</summary>
internal static class DirectQueryEndpoints
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
        HttpContext http, QueryRunner runner, QueryTexts texts, ResultStorage storage, StatementRegistry registry, QueryIds ids, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<QueryRunner> logger, CancellationToken cancellationToken)
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
            await using var stopping = lifetime.ApplicationStopping.Register(() => run.Cancel(StatementQuery.ServiceStopped));
            return await new DirectAnswer(http, run, format, time, logger).WriteAsync(patience.Token);
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
}
