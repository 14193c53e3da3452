using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Runs that this process began: one, or those of consecutive windows that one SELECT computes. A person may cancel each.</summary>
internal sealed class ClaimedRuns : IDisposable
{
    private readonly Dictionary<long, CancellationTokenSource> _cancelled;
    private readonly CancellationTokenSource _all = new();

    /// <summary>Takes the runs.</summary>
    /// <param name="runs">The runs, the oldest window first.</param>
    /// <param name="parallel">The number of them that may run at a time with others of their pipeline.</param>
    public ClaimedRuns(IReadOnlyList<PipelineRun> runs, int parallel) =>
        (Runs, Parallel, _cancelled) = (runs, parallel, runs.ToDictionary(run => run.Id, _ => new CancellationTokenSource()));

    /// <summary>The runs, the oldest window first.</summary>
    public IReadOnlyList<PipelineRun> Runs { get; }

    /// <summary>The product of all of them.</summary>
    public ProductMajorVersion Product => Runs[0].ProductMajorVersion;

    /// <summary>The number of claims of the pipeline that may run at a time.</summary>
    public int Parallel { get; }

    /// <summary>Is cancelled with the last of the runs.</summary>
    public CancellationToken AllCancelled => _all.Token;

    /// <summary>Is cancelled with a run.</summary>
    public CancellationToken CancelledOf(PipelineRun run) => _cancelled[run.Id].Token;

    /// <summary>Cancels those of the runs that are some of others.</summary>
    public void Cancel(IReadOnlySet<long> runs)
    {
        try
        {
            foreach (var (_, cancelled) in _cancelled.Where(run => runs.Contains(run.Key)))
            {
                cancelled.Cancel();
            }

            if (_cancelled.Values.All(cancelled => cancelled.IsCancellationRequested))
            {
                _all.Cancel();
            }
        }
        catch (ObjectDisposedException)
        {
            // The runs ended concurrently.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var cancelled in _cancelled.Values.Append(_all))
        {
            cancelled.Dispose();
        }
    }
}
