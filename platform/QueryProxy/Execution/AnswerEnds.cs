using System.Collections.Concurrent;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Capture;

namespace MeshStarter.QueryProxy.Execution;

/// <summary>
/// Records how the answer of each query ended: one record for each decision that permitted to read, after the last row was given out or the rest was dropped. No
/// answer waits for it.
/// </summary>
internal sealed class AnswerEnds(AuditClient audit, TimeProvider time) : IHostedService
{
    // The registry of queries stops them all first, so their ends are near.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<QueryRun, TaskCompletionSource> _open = new();

    /// <summary>Notes that a query runs, so that a stop of the service waits for its end.</summary>
    public void Begin(QueryRun run) => _open[run] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Records the end of a query's answer once it is over.</summary>
    /// <param name="run">The query, which has ended.</param>
    /// <param name="reading">What it read; null where it was not planned.</param>
    public void Follow(QueryRun run, QueryReading? reading)
    {
        var decisions = run.Request.Decisions;
        // Without its decisions on disk nothing was answered.
        if (decisions.HaveFailed || decisions.Permitted is not { Count: > 0 } permitted)
        {
            Forget(run);
        }
        else
        {
            _ = RecordAsync(run, reading, permitted);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the ends of the queries that were stopped: the audit journal closes next.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_open.Values.Select(over => over.Task)).WaitAsync(StopTime, time, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            // Their decisions are recorded; the ends are not.
        }
    }

    private async Task RecordAsync(QueryRun run, QueryReading? reading, IReadOnlyCollection<(AuditRecord Decision, ProductMajorVersion Version)> permitted)
    {
        try
        {
            // Off the way of the answer, whose caller goes on from here.
            await Task.Yield();
            var columns = reading is null ? null : EndedColumns.Of(reading);
            reading = null;
            var isWhole = await run.Rows.Over;
            var (outcome, reason) = Outcome(run, isWhole);
            foreach (var (decision, version) in permitted)
            {
                audit.RecordEnd(decision.ToEnd(time, outcome, run.Rows.RowsRead, columns?.GetValueOrDefault(version), reason), Task.CompletedTask);
            }
        }
        finally
        {
            Forget(run);
        }
    }

    private void Forget(QueryRun run)
    {
        if (_open.TryRemove(run, out var over))
        {
            over.TrySetResult();
        }
    }

    private static (string Outcome, string Reason) Outcome(QueryRun run, bool isWhole) => run.Failure switch
    {
        null when isWhole => (AuditOutcomes.Finished, "The answer was given out to its end."),
        null => (AuditOutcomes.Cancelled, "The caller did not read the answer to its end."),
        _ when run.AccessEnd is { } end => (AuditOutcomes.Revoked, end.Recorded),
        { Code: var code } when code == TrinoErrorCode.UserCanceled || code == TrinoErrorCode.AbandonedQuery => (AuditOutcomes.Cancelled, $"The answer ended early: {code.Name}."),
        { Code: var code } when code == TrinoErrorCode.PermissionDenied => (AuditOutcomes.Refused, "Another product of the query was refused, so nothing was answered."),
        { Code: var code } => (AuditOutcomes.Failed, $"The answer ended early: {code.Name}."),
    };
}
