using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Wire;
using MeshStarter.QueryProxy.Execution;

namespace MeshStarter.QueryProxy.Direct;

/// <summary>
/// The answer to a query in one response. Until its first rows its status can still say that there are none to come, but not for longer than
/// <see cref="Silence"/>: then it begins, and says something again after each further silence.
/// </summary>
internal sealed partial class DirectAnswer(HttpContext http, QueryRun run, RowFormat format, TimeProvider time, ILogger logger)
{
    private readonly AnswerBody _body = new(http.Response.Body, format);
    private bool _hasBegun;

    /// <summary>The time for which nothing is sent. An ingress ends a request that is idle for 240 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Writes the answer as its rows come, or returns the problem that there is in place of rows.</summary>
    public async Task<IResult> WriteAsync(CancellationToken cancellationToken)
    {
        var any = await HasNextAsync(cancellationToken);
        if (!_hasBegun)
        {
            if (!any && run.Failure is { } failure)
            {
                return FailureProblem.Of(failure, http.Response);
            }

            if (run.SessionChange is { } change)
            {
                return FailureProblem.Of(NoSession(change.Statement), http.Response);
            }

            await BeginAsync(cancellationToken);
        }

        while (await HasNextAsync(cancellationToken))
        {
            run.CheckAccess();
            if (await run.Rows.ReadAsync(cancellationToken) is { } batch)
            {
                try
                {
                    await _body.WriteAsync(batch.Text, cancellationToken);
                }
                finally
                {
                    batch.Release();
                }
            }
        }

        await EndAsync(run.Failure ?? (run.SessionChange is { } late ? NoSession(late.Statement) : null), cancellationToken);
        return Results.Empty;
    }

    private async Task<bool> HasNextAsync(CancellationToken cancellationToken)
    {
        var next = run.Rows.WaitToReadAsync(cancellationToken);
        if (next.IsCompletedSuccessfully)
        {
            return next.Result;
        }

        var waiting = next.AsTask();
        while (true)
        {
            try
            {
                return await waiting.WaitAsync(Silence, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                if (!_hasBegun)
                {
                    await BeginAsync(cancellationToken);
                }

                run.CheckAccess();
                await _body.FillAsync(run.Columns, cancellationToken);
            }
        }
    }

    private Task BeginAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        http.Response.ContentType = AnswerFormats.ContentType(format);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["X-Mesh-Query-Id"] = run.Request.Id;
        return http.Response.StartAsync(cancellationToken);
    }

    private async Task EndAsync(QueryFailure? failure, CancellationToken cancellationToken)
    {
        await _body.CompleteAsync(failure is null ? format == RowFormat.Arrow ? ArrowStream.End : default : LastWordsOf(failure), cancellationToken);
        if (failure is not null)
        {
            LogTruncated(logger, run.Request.Id, failure.Code.Name);
            http.BreakOff(failure.Code.Name);
        }
    }

    /// <summary>Writes a failure after the answer's beginning as a format does; nothing where it has no place for it.</summary>
    private ReadOnlyMemory<byte> LastWordsOf(QueryFailure failure) => format switch
    {
        RowFormat.JsonLines => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { error = new { name = failure.Code.Name, type = failure.Code.Type.ToWire(), message = failure.Text } }, MeshJson.Options) + "\n"),
        // A reader behind a program that does not look for the transfer's end would take the batches for all there are.
        RowFormat.Arrow => _body.HasRows ? ArrowStream.Broken : default,
        _ => default,
    };

    private static QueryFailure NoSession(string statement) =>
        new(TrinoErrorCode.NotSupported, $"There is no session here for {statement} to change. Name the schema in the query, or in X-Trino-Schema; send parameters with EXECUTE IMMEDIATE.");

    [LoggerMessage(2312, LogLevel.Information, "Query {QueryId} failed after its first rows ({ErrorName}); its answer is truncated")]
    private static partial void LogTruncated(ILogger logger, string queryId, string errorName);
}
