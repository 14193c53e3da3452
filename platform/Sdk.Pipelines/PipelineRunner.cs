using System.Globalization;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Pipelines;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// Runs windows of a pipeline: pins the inputs, computes the rows, and publishes them in the place of the window's. One SELECT may compute several windows;
/// each is published by itself.
/// </summary>
/// <param name="services">The services of the domain.</param>
/// <param name="runs">The runs.</param>
/// <param name="open">Makes a consumer that reads as this service for a purpose.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class PipelineRunner(IServiceProvider services, RunStore runs, Func<string, DataProductConsumer> open, TimeProvider time, ILogger<PipelineRunner> logger) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly PublishTurns _turns = new(services, time);

    /// <summary>Runs windows to their ends, and notes each end in a transaction of the lease.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="claimed">The runs, which this process began.</param>
    /// <param name="held">The inputs of an earlier run, if any; then those of the next.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="stopping">Ends the runs with the lease; they are run again.</param>
    public async Task RunAsync(OwnPipeline pipeline, ClaimedRuns claimed, HeldInputs held, PublisherLease lease, CancellationToken stopping)
    {
        if (claimed.Runs.Count > 1 && pipeline.ComputesRanges)
        {
            await ComputeAsync(pipeline, claimed, held, stopping);
        }

        foreach (var run in claimed.Runs)
        {
            await RunAsync(pipeline, run, held, lease, claimed.CancelledOf(run), stopping);
        }

        held.Current?.Range = null;
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    // Computes the windows together. Where that fails each is left to its own run, so that only those fail that cannot be computed.
    private async Task ComputeAsync(OwnPipeline pipeline, ClaimedRuns claimed, HeldInputs held, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(pipeline.Definition.Timeout, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(claimed.AllCancelled, stopping, limit.Token);
        var reason = "some of their rows are outside of all of them";
        try
        {
            var read = held.Current is { } inputs && claimed.Runs.All(inputs.Serves) ? inputs : await held.ReplaceAsync(() => OpenAsync(pipeline, limited.Token));
            List<Window> windows = [.. claimed.Runs.Select(run => pipeline.Windows.Find(run.Window)).OfType<Window>()];
            // The engine works on the calling thread.
            read.Range = windows.Count > 1 ? await Task.Run(() => RangeRows.Compute(pipeline, windows, read, limited.Token), limited.Token) : null;
        }
        catch (Exception exception)
        {
            reason = limit.IsCancellationRequested ? $"they took longer than {pipeline.Definition.Timeout}" : RunError.Of(exception);
        }

        if (held.Current?.Range is null && !claimed.AllCancelled.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            LogOneByOne(logger, pipeline.Product.Id, claimed.Runs.Count, claimed.Runs[0].Window, reason);
        }
    }

    private async Task RunAsync(OwnPipeline pipeline, PipelineRun run, HeldInputs held, PublisherLease lease, CancellationToken cancellationToken, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        var began = time.GetTimestamp();
        while (true)
        {
            if (ended.IsCancellationRequested)
            {
                run = run with { State = stopping.IsCancellationRequested ? RunState.Interrupted : RunState.Cancelled };
                break;
            }

            (run, var mayPass) = await TryAsync(pipeline, run, held, lease, cancellationToken, stopping);
            if (!mayPass || run.Attempts >= pipeline.Definition.Attempts)
            {
                break;
            }

            LogTried(logger, run.ProductMajorVersion, run.Window, run.Attempts, run.Error!);
            await held.CloseAsync();
            await Task.Delay(PauseOf(run.Attempts), time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!ended.IsCancellationRequested)
            {
                run = run with { Attempts = run.Attempts + 1 };
                await lease.UseAsync(transaction => RunStore.NoteAsync(run, transaction, stopping), stopping);
            }
        }

        await EndAsync(run, lease, time.GetElapsedTime(began));
    }

    // Returns the run as the try ended, and whether a further try may help.
    private async Task<(PipelineRun Run, bool MayPass)> TryAsync(
        OwnPipeline pipeline, PipelineRun run, HeldInputs held, PublisherLease lease, CancellationToken cancellationToken, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(pipeline.Definition.Timeout, time);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping, limit.Token);
        var areNew = false;
        try
        {
            areNew = pipeline.ReadsItself || held.Current?.Serves(run) != true;
            var inputs = areNew ? await held.ReplaceAsync(() => OpenAsync(pipeline, limited.Token)) : held.Current!;
            var published = await PublishAsync(pipeline, run, inputs, lease, limit, limited.Token);
            while (IsOfAnother(run, published))
            {
                run = await RenumberAsync(pipeline.Product, run, lease, limited.Token);
                published = await PublishAsync(pipeline, run, inputs, lease, limit, limited.Token);
            }

            return (run with { State = RunState.Succeeded, Error = null, Rows = published.KnownRows, SnapshotId = published.SnapshotId, IsUnchanged = published.IsUnchanged, Inputs = inputs.Snapshots }, false);
        }
        catch (Exception exception)
        {
            _turns.Forget(pipeline.Product.Id);
            var (state, error) = exception switch
            {
                _ when stopping.IsCancellationRequested => (RunState.Interrupted, null),
                _ when cancellationToken.IsCancellationRequested => (RunState.Cancelled, null),
                _ when limit.IsCancellationRequested => (RunState.TimedOut, $"It took longer than {pipeline.Definition.Timeout}, the timeout of its pipeline."),
                BatchQuarantinedException => (RunState.Quarantined, RunError.Of(exception)),
                _ => (RunState.Failed, RunError.Of(exception)),
            };
            return (run with { State = state, Error = error, Inputs = held.Current?.Snapshots }, state == RunState.Failed && !RunError.IsFinal(exception, areNew));
        }
    }

    // A run publishes after its start. An earlier batch of its number is of a run that the domain's database lost when it went back in time. One whose
    // snapshot is expired may be of an earlier start of the run, if it has one.
    private static bool IsOfAnother(PipelineRun run, PublishedBatch published) =>
        published.IsRepeated && (published.CommittedAt is { } at ? at.ToUnixTimeMilliseconds() < run.StartedAt?.ToUnixTimeMilliseconds() : run.Starts == 1);

    private async Task<PipelineRun> RenumberAsync(OwnProduct product, PipelineRun run, PublisherLease lease, CancellationToken cancellationToken)
    {
        var window = run.BatchId[..(run.BatchId.LastIndexOf(':') + 1)];
        var published = (await TableOf(product).PublishedAsync(cancellationToken)).Batches.Where(batch => batch.StartsWith(window, StringComparison.Ordinal));
        var last = published.Max(batch => int.TryParse(batch.AsSpan(window.Length), CultureInfo.InvariantCulture, out var generation) ? generation : (int?)null) ?? run.Generation;
        var numbered = run.Generation;
        await lease.UseAsync(async transaction => numbered = await RunStore.RenumberAsync(run, last, transaction, cancellationToken), cancellationToken);
        LogNumbered(logger, run.ProductMajorVersion, run.Window, run.Generation, numbered);
        return run with { Generation = numbered };
    }

    private DataProductTable TableOf(OwnProduct product) => services.GetRequiredKeyedService<DataProductTable>($"{product.Name.Product}@{product.Id.Major}");

    private async Task<SharedInputs> OpenAsync(OwnPipeline pipeline, CancellationToken cancellationToken)
    {
        var now = pipeline.ReadsNothing ? time.GetUtcNow() : new DateTimeOffset(await runs.NowAsync(cancellationToken), TimeSpan.Zero);
        return await SharedInputs.OpenAsync(pipeline, open($"Computes {pipeline.Product.Name}"), now, time, cancellationToken);
    }

    private Task<PublishedBatch> PublishAsync(OwnPipeline pipeline, PipelineRun run, SharedInputs inputs, PublisherLease lease, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        var window = pipeline.Windows.Find(run.Window) ?? throw new Publishing.ContractViolationException($"{pipeline.Product.Name} has no window {run.Window} any more: its pipeline.yaml divides time otherwise, or begins later.");
        var table = TableOf(pipeline.Product);
        var range = pipeline.BoundsOf(window) is var (from, to) ? table.RangeOf(pipeline.Definition.Window!.Column, from, to) : ReplacedRange.All;
        var place = BatchPlace.Of(range) with { Fencing = lease.Token, Nominal = window.IsTable ? null : new NominalTime(window.Start, window.End) };
        var batch = new WindowBatch(pipeline, window, table, run.BatchId, place, lease);
        return pipeline.Class is { } type ? PublishClassAsync(batch, type, inputs, limit, cancellationToken) : PublishSelectAsync(batch, inputs, cancellationToken);
    }

    private async Task<PublishedBatch> PublishClassAsync(WindowBatch batch, Type type, SharedInputs inputs, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        var (pipeline, began) = (batch.Pipeline, time.GetTimestamp());
        if (!pipeline.ReadsNothing)
        {
            await _turns.BeginAsync(pipeline.Product, batch.Lease, cancellationToken);
        }

        return await ClassPipeline.Of(type).RunAsync(services, new PipelineWindowRun(batch.Window, inputs.Inputs), batch.Table, batch.Id, batch.Place, batch.Source, PublishComputedAsync, cancellationToken);

        Task<PublishedBatch> PublishComputedAsync(Func<Task<PublishedBatch>> publish) => pipeline.ReadsNothing
            ? _turns.PublishAsync(pipeline.Product, batch.Lease, publish, limit, pipeline.Definition.Timeout - time.GetElapsedTime(began), cancellationToken)
            : publish();
    }

    private async Task<PublishedBatch> PublishSelectAsync(WindowBatch batch, SharedInputs inputs, CancellationToken cancellationToken)
    {
        var (pipeline, window, sql) = (batch.Pipeline, batch.Window, batch.Pipeline.Sql!);
        await _turns.BeginAsync(pipeline.Product, batch.Lease, cancellationToken);
        // The engine works on the calling thread.
        var (columns, rows) = inputs.Range?.Of(window)
            ?? await Task.Run(() => new PipelineRows(inputs.Workspace, sql, pipeline.Definition.Zone).Compute(inputs.RowsOf(window), pipeline.BoundsOf(window), cancellationToken), cancellationToken);
        var computed = new RowBatch(batch.Id, inputs.Workspace, columns, rows) { IsStored = true };
        return await _turns.CommitAsync(
            pipeline.Product, () => batch.Table.RunAsync(batch.Place, computed, inputs.Inputs.Values.Select(input => input.Dataset), sql, batch.Source, cancellationToken), cancellationToken);
    }

    // Runs that wait equally long would try together again.
    private static TimeSpan PauseOf(int attempts) => FirstPause * Math.Pow(2, attempts - 1) * (0.75 + (Random.Shared.NextDouble() / 2));

    // A run whose lease is lost stays as it is: the next process with the lease finds it.
    private async Task EndAsync(PipelineRun run, PublisherLease lease, TimeSpan elapsed)
    {
        await lease.UseAsync(transaction => runs.EndAsync(run, transaction, CancellationToken.None), CancellationToken.None);
        if (run.State == RunState.Succeeded)
        {
            LogSucceeded(logger, run.ProductMajorVersion, run.Window, run.Generation, run.Rows ?? 0, (long)elapsed.TotalMilliseconds);
        }
        else
        {
            LogEnded(logger, run.ProductMajorVersion, run.Window, run.Generation, WireNames.Of(run.State), run.Error ?? "no error");
        }
    }

    [LoggerMessage(3060, LogLevel.Debug, "{Product} {Window}, run {Generation}: {Rows} rows in {Elapsed} ms")]
    private static partial void LogSucceeded(ILogger logger, ProductMajorVersion product, string window, int generation, long rows, long elapsed);

    [LoggerMessage(3061, LogLevel.Warning, "{Product} {Window}, run {Generation}, is {State}: {Reason}")]
    private static partial void LogEnded(ILogger logger, ProductMajorVersion product, string window, int generation, string state, string reason);

    [LoggerMessage(3063, LogLevel.Information, "{Product}: {Windows} windows from {First} are computed one by one: {Reason}")]
    private static partial void LogOneByOne(ILogger logger, ProductMajorVersion product, int windows, string first, string reason);

    [LoggerMessage(3069, LogLevel.Warning, "{Product} {Window}: the table has run {Generation} of before a restore of the database, and this one is {Next}")]
    private static partial void LogNumbered(ILogger logger, ProductMajorVersion product, string window, int generation, int next);

    [LoggerMessage(3062, LogLevel.Information, "{Product} {Window} failed in try {Attempt}, and is tried again: {Reason}")]
    private static partial void LogTried(ILogger logger, ProductMajorVersion product, string window, int attempt, string reason);

    /// <summary>A batch of a window's rows.</summary>
    private sealed record WindowBatch(OwnPipeline Pipeline, Window Window, DataProductTable Table, string Id, BatchPlace Place, PublisherLease Lease)
    {
        public string Source { get; } = SourceLocation.Of(Pipeline.Source, 1)!;
    }
}
