using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Outbox;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Shows and steers the pipelines of this service for people who may operate them. The process that runs them is woken, whichever it is.</summary>
internal sealed class PipelineSteering(RunStore runs, PipelineStates states, PipelineSignal signal, TimeProvider time)
{
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns how a pipeline is doing.</summary>
    public async Task<PipelineStatus> StatusAsync(OwnPipeline pipeline, CancellationToken cancellationToken)
    {
        var product = pipeline.Product.Id;
        var pause = await states.PauseOfAsync(product, cancellationToken);
        var windows = await runs.LastStatesAsync(product, cancellationToken);
        var last = await runs.ListAsync(product, new RunFilter(), limit: 1, cancellationToken);
        return new PipelineStatus
        {
            Product = product.Product,
            Major = product.Major,
            PausedAt = pause?.At,
            PausedBy = pause?.By,
            Problem = await states.ProblemOfAsync(product, cancellationToken),
            NextDue = pipeline.Clock?.Next(time.GetUtcNow()),
            Windows = windows.Values.CountBy(WireNames.Of).OrderBy(state => state.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            LastRun = last is [var run] ? pipeline.Describe(run) : null,
        };
    }

    /// <summary>Returns a page of runs, the newest first.</summary>
    public async Task<PipelineRuns> ListAsync(OwnPipeline pipeline, RunFilter filter, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<PipelineRun> found = [.. (await runs.ListAsync(pipeline.Product.Id, filter, limit + 1, cancellationToken)).Select(pipeline.Describe)];
        return found.Count > limit ? new PipelineRuns([.. found.Take(limit)], found[limit - 1].Id) : new PipelineRuns(found, null);
    }

    /// <summary>Returns a run, waiting for its end as long as a caller wants; null where there is no such run.</summary>
    public async Task<PipelineRun?> FindAsync(OwnPipeline pipeline, long id, TimeSpan wait, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var run = await runs.FindAsync(pipeline.Product.Id, id, cancellationToken);
            if (run is null || run.EndedAt is not null || time.GetElapsedTime(began) >= wait)
            {
                return run is null ? null : pipeline.Describe(run);
            }

            await Task.Delay(LookPause, time, cancellationToken);
        }
    }

    /// <summary>Requests a run of a window.</summary>
    public async Task<PipelineRun> RunAsync(OwnPipeline pipeline, Window window, string by, CancellationToken cancellationToken)
    {
        var requested = await RequestAsync(pipeline, [new RunRequest(window, RunRequest.Manual) { By = by }], cancellationToken);
        return pipeline.Describe(requested[0]);
    }

    /// <summary>Requests runs of the windows of some local days.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="backfill">Which.</param>
    /// <param name="by">Who requests it.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<BackfillAnswer> BackfillAsync(OwnPipeline pipeline, BackfillRequest backfill, string by, CancellationToken cancellationToken)
    {
        var known = backfill.Only is null ? null : await runs.LastStatesAsync(pipeline.Product.Id, cancellationToken);
        var all = pipeline.Windows.First.IsTable ? [Window.Table] : pipeline.Windows.Between(backfill.From, backfill.To);
        // The last day's windows of later on have no rows yet.
        var now = time.GetUtcNow();
        List<Window> windows = [.. all.TakeWhile(window => window.Start <= now).Where(window => known is null || Selects(backfill.Only, known.TryGetValue(window.Name, out var state) ? state : null))];
        var (together, parallel) = (pipeline.ComputesRanges ? backfill.WindowsPerRun : 1, pipeline.ReadsItself ? 1 : backfill.Parallel);
        if (!backfill.DryRun)
        {
            await RequestAsync(pipeline, [.. Ranges(windows, together).SelectMany(range => range.Select(window => new RunRequest(window, "backfill")
            {
                By = by,
                RangeStart = range.Count > 1 ? range[0].Start : null,
                Parallel = parallel,
            }))], cancellationToken);
        }

        return new BackfillAnswer(windows.Count, windows.FirstOrDefault()?.ToString(), windows.LastOrDefault()?.ToString())
        {
            WindowsPerRun = together,
            Parallel = parallel,
            Note = together == backfill.WindowsPerRun && parallel == backfill.Parallel ? null
                : pipeline.ReadsItself ? $"{pipeline.Product.Name} reads itself: its windows run one after another, the oldest first."
                : pipeline.Class is not null ? $"A class computes {pipeline.Product.Name}: it runs once for each window."
                : $"{pipeline.Product.Name} has no windows: it is computed as a whole.",
        };
    }

    /// <summary>Cancels runs that wait or run.</summary>
    /// <returns>Their number.</returns>
    public async Task<int> CancelAsync(OwnPipeline pipeline, Window? window, string by, CancellationToken cancellationToken)
    {
        var cancelled = await runs.CancelAsync(pipeline.Product.Id, window?.Name, by, cancellationToken);
        await WakeAsync(cancellationToken);
        return cancelled;
    }

    /// <summary>Pauses a pipeline, or ends its pause.</summary>
    public async Task<PipelineStatus> PauseAsync(OwnPipeline pipeline, bool pauses, string by, CancellationToken cancellationToken)
    {
        await states.BeginAsync(pipeline.Product.Id, cancellationToken);
        await (pauses ? states.PauseAsync(pipeline.Product.Id, by, cancellationToken) : states.ResumeAsync(pipeline.Product.Id, cancellationToken));
        await WakeAsync(cancellationToken);
        return await StatusAsync(pipeline, cancellationToken);
    }

    // Windows that follow each other, at most so many together.
    private static List<List<Window>> Ranges(List<Window> windows, int most)
    {
        List<List<Window>> ranges = [];
        foreach (var window in windows)
        {
            if (ranges is [.., { } last] && last.Count < most && last[^1].End == window.Start)
            {
                last.Add(window);
            }
            else
            {
                ranges.Add([window]);
            }
        }

        return ranges;
    }

    private async Task<IReadOnlyList<PipelineRun>> RequestAsync(OwnPipeline pipeline, IReadOnlyCollection<RunRequest> requests, CancellationToken cancellationToken)
    {
        await states.BeginAsync(pipeline.Product.Id, cancellationToken);
        var requested = await runs.RequestAsync(pipeline.Product.Id, requests, cancellationToken);
        await WakeAsync(cancellationToken);
        return requested;
    }

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        signal.Pulse();
        await runs.WakeAsync(cancellationToken);
    }

    private static bool Selects(BackfillWindows? only, RunState? state) => only switch
    {
        BackfillWindows.Failed => state is RunState.Failed or RunState.Quarantined or RunState.TimedOut or RunState.Cancelled,
        BackfillWindows.Missing => state is null or RunState.Skipped,
        _ => true,
    };
}
