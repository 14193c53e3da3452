using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Pool;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Planning;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Execution;

/// <summary>Executes a plan in a worker that is lent for it, and says what became of the worker.</summary>
internal sealed partial class PlanExecution(WorkerPool workers, ResultStorage storage, IOptions<QueryOptions> options, ILogger<PlanExecution> logger)
{
    /// <summary>Executes a plan and hands its rows to the run.</summary>
    /// <returns>Why there is no (further) answer; null where it is whole.</returns>
    /// <exception cref="QueryFailedException">No worker can be lent, or the decisions cannot be recorded.</exception>
    public async Task<QueryFailure?> RunAsync(QueryRun run, QueryPlan.Run plan)
    {
        using var step = QuerySignals.Query(run);
        run.Run();
        if (run.Request.Decisions.HaveFailed)
        {
            // No row could be read: no worker is needed for it.
            await run.Request.Decisions.WrittenAsync();
        }

        await using var lent = await workers.LendAsync(run.Request.Principal.Subject, run.Request.Id, () => run.CancelledFor, run.Cancelled);
        try
        {
            return await ExecuteAsync(run, plan, lent);
        }
        finally
        {
            run.Statistics.PeakBytes = lent.Watch.PeakBytes;
            run.Statistics.ProcessorTime = lent.Watch.ProcessorTime;
        }
    }

    private async Task<QueryFailure?> ExecuteAsync(QueryRun run, QueryPlan.Run plan, WatchedWorker lent)
    {
        var (worker, watch) = (lent.Worker, lent.Watch);
        try
        {
            await worker.ExecuteAsync(plan.Request, storage.DiskOf(run.Request.Principal.Subject), run.Cancelled);
        }
        catch (QueryFailedException)
        {
            lent.After = WorkerAfterUse.Untouched;
            throw;
        }
        catch (FileNotFoundException gone)
        {
            lent.After = WorkerAfterUse.Untouched;
            return plan.Failure(new EngineError("IO", gone.Message), options.Value);
        }
        catch (WorkerFilesException failed)
        {
            lent.After = WorkerAfterUse.Untouched;
            LogNotHandedOver(run.Request.Id, failed.Message);
            return NotHandedOver;
        }
        catch (IOException)
        {
            return await LostAsync(worker, watch);
        }

        while (await worker.ReadAsync(run.Rows.Arrays) is { } frame)
        {
            await RecordedAsync(run, plan);
            switch (frame.Kind)
            {
                case FrameKind.Columns:
                    run.Describe(frame.Content);
                    break;
                case FrameKind.Rows:
                    await HandOverAsync(run, WorkerFrames.Rows(frame), watch);
                    break;
                case FrameKind.Done:
                    lent.After = WorkerAfterUse.Resetting;
                    return null;
                case FrameKind.Failed:
                    var error = worker.ErrorOf(frame);
                    var isDefect = EngineFailure.IsDefect(error);
                    lent.After = isDefect ? WorkerAfterUse.Lost : WorkerAfterUse.Resetting;
                    LogEngineError(isDefect ? LogLevel.Warning : LogLevel.Debug, run.Request.Id, error.Kind, isDefect ? "; its worker is replaced" : "");
                    return plan.Failure(error, options.Value);
                default:
                    throw new InvalidDataException($"A worker answered {frame.Kind} to a query.");
            }
        }

        await RecordedAsync(run, plan);
        return await LostAsync(worker, watch);
    }

    // Nothing of the answer, nor the states that it is of, can be read before the decisions are on disk.
    private static async Task RecordedAsync(QueryRun run, QueryPlan.Run plan)
    {
        await run.Request.Decisions.WrittenAsync();
        run.Inputs = plan.Inputs;
    }

    private static async Task HandOverAsync(QueryRun run, RowBatch batch, WorkerWatch watch)
    {
        run.Statistics.Rows += batch.Rows;
        run.Statistics.Bytes += batch.Text.Length;
        if (!run.Rows.TryWrite(batch))
        {
            watch.ReaderIsSlow();
            await run.Rows.WriteAsync(batch, run.Cancelled);
            watch.ReaderIsBack();
        }
    }

    private static QueryFailure NotHandedOver { get; } = new(TrinoErrorCode.ExceededResultLimit,
        "The query's files cannot be given to its worker: they are copied for it, and the disk for the copies is full or fails. Try again when fewer queries run, or ask for fewer files; the operator's log says more.");

    /// <summary>The worker has gone: on purpose, or the kernel or a defect took it.</summary>
    private async Task<QueryFailure> LostAsync(WorkerProcess worker, WorkerWatch watch)
    {
        var end = await worker.ExplainEndAsync();
        return end.Kind switch
        {
            WorkerEndKind.Ended => worker.EndedFor!,
            WorkerEndKind.OutOfMemory => WorkerWatch.Memory(options.Value.MemoryMiB),
            _ when watch.PeakBytes > options.Value.MemoryMiB * 1024L * 1024 / 2 => WorkerWatch.Memory(options.Value.MemoryMiB),
            WorkerEndKind.Killed => new QueryFailure(TrinoErrorCode.WorkerLost,
                "The query's worker was killed from outside, by the system for want of memory or by a user. The query may be sent again."),
            _ => new QueryFailure(TrinoErrorCode.GenericInternalError,
                $"The engine did not survive this query: it met a defect of its own, or wanted more memory at once than the {options.Value.MemoryMiB} MiB it may have. Write the query another way, or ask for less at once."),
        };
    }

    [LoggerMessage(2315, LogLevel.Warning, "Query {QueryId} gets no files: {Reason}")]
    private partial void LogNotHandedOver(string queryId, string reason);

    [LoggerMessage(EventId = 2311, Message = "Query {QueryId}: the engine answered {Kind}{Consequence}")]
    private partial void LogEngineError(LogLevel level, string queryId, string kind, string consequence);
}
