using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Capture;
using MeshStarter.QueryProxy.Sessions;

namespace MeshStarter.QueryProxy.Execution;

/// <summary>Takes a query from its text to its last row. Whatever happens, the run ends with an answer or a reason.</summary>
internal sealed partial class QueryRunner(
    AdmittedQueries admitted, AnswerEnds ends, QueryCapture capture, Transactions transactions, TimeProvider time, ILogger<QueryRunner> logger)
{
    public async Task RunAsync(QueryRun run)
    {
        QueryFailure? failure = null;
        ends.Begin(run);
        // The run keeps no more than the beginning of its text after its end.
        var request = run.Request;
        await using var limit = RunTimeLimit(run);
        if (request.Session.TransactionId is { } open)
        {
            _ = transactions.KeepAsync(request.Principal.Subject, open, run.Rows.Over);
        }

        try
        {
            failure = run.Refusal ?? await admitted.RunAsync(run);
        }
        catch (QueryFailedException refused)
        {
            if (refused.InnerException is IOException or UnauthorizedAccessException)
            {
                LogNotSpilled(run.Request.Id, refused.InnerException.Message);
            }

            failure = run.CancelledFor ?? refused.Failure;
        }
        catch (OperationCanceledException) when (run.Cancelled.IsCancellationRequested)
        {
            failure = run.CancelledFor;
        }
        catch (Exception defect)
        {
            LogFailed(defect, run.Request.Id);
            failure = new QueryFailure(TrinoErrorCode.GenericInternalError, $"The query service failed; the fault is not the query's. Its log says more under {run.Request.Id}.");
        }
        finally
        {
            failure = await AuditFailureAsync(run) ?? failure;
            if (failure is not null && request.Session.TransactionId is { } transaction)
            {
                transactions.Abort(request.Principal.Subject, transaction);
            }

            var reading = run.Reading;
            run.End(failure);
            QuerySignals.Ended(run, run.Failure);
            ends.Follow(run, reading);
            capture.Add(run, request, run.Failure);
        }
    }

    /// <summary>Ends the query after the time that its session gives it; null where that says nothing.</summary>
    private ITimer? RunTimeLimit(QueryRun run) => SessionProperties.RunTime(run.Request.Session) is { } limit
        ? time.CreateTimer(
            _ => run.Cancel(new QueryFailure(TrinoErrorCode.ExceededTimeLimit, $"Query exceeded the maximum run time limit of {limit.TotalSeconds:0.##}s (session property {SessionProperties.MaxRunTime}).")),
            null, limit, Timeout.InfiniteTimeSpan)
        : null;

    // A refusal is an answer too.
    private static async Task<QueryFailure?> AuditFailureAsync(QueryRun run)
    {
        try
        {
            await run.Request.Decisions.WrittenAsync();
            return null;
        }
        catch (QueryFailedException unavailable)
        {
            return unavailable.Failure;
        }
    }

    [LoggerMessage(2310, LogLevel.Error, "Query {QueryId} failed for a reason that is not its own")]
    private partial void LogFailed(Exception defect, string queryId);

    [LoggerMessage(2314, LogLevel.Warning, "Query {QueryId}: the rest of its result cannot be written to disk: {Reason}")]
    private partial void LogNotSpilled(string queryId, string reason);
}
