using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Registration;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// Reports to the catalog which states the runs of the domain's pipelines have. A state that the catalog has not taken is reported again, so that one that is
/// away for long misses none.
/// </summary>
internal sealed partial class RunReports(
    OwnPipelines pipelines, RunStore runs, PipelineStates states, CatalogClient catalog, PipelineSignal signal, TimeProvider time, ILogger<RunReports> logger) : ILeasedWork
{
    // The states of a second travel together.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Dictionary<ProductMajorVersion, (DateTimeOffset? NextDue, DateTimeOffset? PausedAt)> _sent = [];

    /// <inheritdoc/>
    public async Task RunAsync(IReadOnlyList<OwnProduct> products, PublisherLease lease, CancellationToken cancellationToken)
    {
        List<OwnPipeline> own = [.. pipelines.All.Where(pipeline => products.Contains(pipeline.Product))];
        Dictionary<string, Exception> reported = [];
        // Another process may have reported since this one had the lease before.
        _sent.Clear();
        while (own.Count > 0)
        {
            var next = signal.Next;
            Dictionary<string, Exception> failures = new(StringComparer.Ordinal);
            try
            {
                await ReportAsync(own, failures, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures[exception.Message] = exception;
            }

            // A repeated reason is logged once.
            foreach (var (reason, failure) in failures.ExceptBy(reported.Keys, each => each.Key))
            {
                LogNotReported(logger, reason, failure.ProgramFault());
            }

            reported = failures;
            await Task.Delay(Shortest, time, cancellationToken);
            await next.WaitAsync(Polling.LeftReports, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // A report that is refused delays no other.
    private async Task ReportAsync(List<OwnPipeline> own, Dictionary<string, Exception> failures, CancellationToken cancellationToken)
    {
        var (unreported, pauses) = (await runs.UnreportedAsync(cancellationToken), await states.PausesAsync(cancellationToken));
        foreach (var pipeline in own)
        {
            var product = pipeline.Product.Id.ToString();
            try
            {
                await ReportAsync(pipeline, unreported.Contains(product), pauses.TryGetValue(product, out var pausedAt) ? pausedAt : null, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                failures[exception.Message] = exception;
            }
        }
    }

    private async Task ReportAsync(OwnPipeline pipeline, bool hasRuns, DateTimeOffset? pausedAt, CancellationToken cancellationToken)
    {
        var product = pipeline.Product.Id;
        while (true)
        {
            var found = hasRuns ? await runs.UnreportedAsync(product, PipelineReport.MostRuns, cancellationToken) : [];
            var state = (NextDue: pipeline.Clock?.Next(time.GetUtcNow()), PausedAt: pausedAt);
            if (found.Count == 0 && _sent.TryGetValue(product, out var sent) && sent == state)
            {
                return;
            }

            var report = new PipelineReport(product.Major, [.. found.Select(pipeline.Describe)]) { NextDue = state.NextDue, PausedAt = state.PausedAt };
            await catalog.ReportRunsAsync(product.Product, report, cancellationToken);
            await runs.ReportedAsync(found, cancellationToken);
            _sent[product] = state;
            if (found.Count < PipelineReport.MostRuns)
            {
                return;
            }
        }
    }

    [LoggerMessage(3066, LogLevel.Warning, "The catalog does not take the runs of pipelines, which are reported again: {Reason}")]
    private static partial void LogNotReported(ILogger logger, string reason, Exception? fault);
}
