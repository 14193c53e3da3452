using MeshStarter.Platform.Enforcement.Answers;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Execution;

/// <summary>Runs queries that the queue admits: each is planned, watched for the end of its reader's access, and executed.</summary>
internal sealed class AdmittedQueries(QueryQueue queue, ResultStorage storage, QueryPlanner planner, AnswerWatch answers, PlanExecution execution, TimeProvider time)
{
    /// <summary>Waits for a place, plans the query and executes it.</summary>
    /// <returns>Why there is no answer; null where there is one.</returns>
    /// <exception cref="QueryFailedException">It is not admitted, or cannot be planned or executed.</exception>
    public async Task<QueryFailure?> RunAsync(QueryRun run)
    {
        storage.RequireRoom(run.Request.Principal.Subject);
        using var place = await queue.EnterAsync(run.Request.Principal.Subject, run.Cancelled);
        run.Begin();
        var began = time.GetTimestamp();
        var plan = await PlanAsync(run);
        run.Statistics.Planning = time.GetElapsedTime(began);
        if (plan is QueryPlan.Change change)
        {
            run.Change(change.Session);
            return null;
        }

        run.Reading = ((QueryPlan.Run)plan).Reading;
        return await execution.RunAsync(run, (QueryPlan.Run)plan);
    }

    private async Task<QueryPlan> PlanAsync(QueryRun run)
    {
        using var step = QuerySignals.Decide(run);
        var plan = await planner.PlanAsync(run.Request, run.Cancelled);
        run.EndWithAccess(ended => answers.Watch(run.Request.Reads.All, ended));
        return plan;
    }
}
