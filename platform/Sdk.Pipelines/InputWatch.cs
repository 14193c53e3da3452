using System.Globalization;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Pipelines.Definitions;
using MeshStarter.Platform.Pipelines.Windows;
using MeshStarter.Sdk.Consuming;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// Watches the inputs of pipelines that run on their changes: when an input has a new snapshot, the windows whose rows it added, changed or removed are
/// requested. The owner's port reports which, so that also a reader with masks knows.
/// </summary>
/// <param name="runs">The runs.</param>
/// <param name="states">The snapshots that were handled.</param>
/// <param name="open">Makes a consumer that reads as this service for a purpose.</param>
/// <param name="signal">Wakes the process that runs what is requested.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class InputWatch(RunStore runs, PipelineStates states, Func<string, DataProductConsumer> open, PipelineSignal signal, TimeProvider time, ILogger<InputWatch> logger)
{
    // A look without a change is stored so often, as that up to which an input is handled.
    private static readonly TimeSpan LookNote = TimeSpan.FromMinutes(10);

    /// <summary>Watches the inputs of a pipeline until it is cancelled; of one that runs by the clock only whether its SELECT fits them.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the watch, with the lease.</param>
    public async Task RunAsync(OwnPipeline pipeline, PublisherLease lease, CancellationToken cancellationToken)
    {
        var trigger = pipeline.Definition.Run as OnInputsTrigger;
        // A change within the shortest interval waits for its end in any case.
        var pause = trigger is null ? Polling.InputsLongest : TimeSpan.FromTicks(Math.Clamp(trigger.MinInterval.Ticks / 2, Polling.InputsShortest.Ticks, Polling.InputsLongest.Ticks));
        var inputs = new WatchedInputs(pipeline, open, time);
        string? reported = null;
        var isNoted = false;
        while (true)
        {
            var next = Polling.InputsShortest;
            try
            {
                await inputs.RequireAsync(cancellationToken);
                // The first start waits for all rows of an import.
                var wait = trigger is null || await states.HasInputsAsync(pipeline.Product.Id, pipeline.Definition.Inputs.Select(input => input.Product), cancellationToken) ? null : await inputs.WaitAsync(cancellationToken);
                next = wait is null ? pause : next;
                if (trigger is not null && wait is null)
                {
                    foreach (var input in inputs.Watched)
                    {
                        await LookAsync(pipeline, trigger, input, await inputs.FindAsync(input, cancellationToken), lease, cancellationToken);
                    }
                }

                if (!isNoted || reported != wait)
                {
                    await states.NoteWaitAsync(pipeline.Product.Id, wait, cancellationToken);
                    (isNoted, reported) = (true, wait);
                }
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // A service may have moved: it is found again. The same reason is logged once.
                inputs.Forget();
                next = exception is PipelineRefusedException ? Polling.InputsLongest : next;
                if (reported != exception.Message)
                {
                    LogNotWatched(logger, pipeline.Product.Id, reported = exception.Message, exception.ProgramFault());
                    // The database may be what cannot be reached.
                    await DatabaseAnswer.TryAsync(token => states.NoteProblemAsync(pipeline.Product.Id, RunError.Of(exception), token), cancellationToken);
                }
            }

            await Task.Delay(next, time, cancellationToken);
        }
    }

    private async Task LookAsync(OwnPipeline pipeline, OnInputsTrigger trigger, PipelineInput input, Subscription subscription, PublisherLease lease, CancellationToken cancellationToken)
    {
        var handled = await states.InputAsync(pipeline.Product.Id, input.Product, cancellationToken);
        var by = pipeline.Definition.Window is null ? null : input.By;
        // Another major version is another table.
        var isOther = handled?.Major is { } major && major != subscription.Version.Major;
        var since = isOther ? null : handled?.SnapshotId;
        var changes = await subscription.ChangesAsync(since, by, StepOf(pipeline.Definition.Window?.Size), cancellationToken);
        if (changes.SnapshotId == since)
        {
            if (handled is not null && !isOther && time.GetUtcNow() - handled.At >= LookNote)
            {
                await lease.UseAsync(HandleAsync, cancellationToken);
            }

            return;
        }

        var (windows, why) = isOther
            ? (All(pipeline.Windows, time.GetUtcNow()), $" of major version {subscription.Version.Major}")
            : await WindowsAsync(pipeline, trigger, input, changes, handled, by is null ? null : subscription.Column(by, nameof(input)).Type, cancellationToken);
        var cause = $"{input.Product} has snapshot {changes.SnapshotId?.ToString(CultureInfo.InvariantCulture)}{why}";
        await lease.UseAsync(
            async transaction =>
            {
                await runs.RequestAsync([.. windows.Select(window => (pipeline.Product.Id, new RunRequest(window, cause) { MinInterval = trigger.MinInterval }))], transaction, cancellationToken);
                await HandleAsync(transaction);
            },
            cancellationToken);
        signal.Pulse();

        Task HandleAsync(NpgsqlTransaction transaction) =>
            states.HandleAsync(pipeline.Product.Id, input.Product, subscription.Version.Major, changes.SnapshotId, transaction, cancellationToken);
    }

    private async Task<(IReadOnlyCollection<Window> Windows, string Why)> WindowsAsync(
        OwnPipeline pipeline, OnInputsTrigger trigger, PipelineInput input, TableChanges changes, HandledInput? handled, Contracts.Types.ColumnType? column, CancellationToken cancellationToken)
    {
        var (series, now) = (pipeline.Windows, time.GetUtcNow());
        if (pipeline.Definition.Window is not { } terms)
        {
            return ([Window.Table], "");
        }

        if (input.TriggersAll)
        {
            // Where no watched input says which, it makes all due. Otherwise windows that never ran have no rows that it could change.
            if (pipeline.Definition.Inputs.All(other => other.By is null || pipeline.IsItself(other)))
            {
                return (All(series, now), "");
            }

            var known = handled is not null ? await runs.LastStatesAsync(pipeline.Product.Id, cancellationToken) : new Dictionary<string, RunState>(StringComparer.Ordinal);
            return ([.. known.Keys.Select(series.Find).OfType<Window>()], "");
        }

        if (changes.Moments is { } moments)
        {
            return (InputMoments.WindowsOf(series, moments, column!, StepOf(terms.Size)), "");
        }

        // Rows of every window since may have changed.
        return handled is not null
            ? (Between(series.Latest(handled.At < now ? handled.At : now, trigger.Lookback) is [var first, ..] ? first : series.First, series, now), $"; which windows it changed is not known: {changes.Reason}")
            : (All(series, now), $"; which windows have rows is not known: {changes.Reason}");
    }

    private static IReadOnlyList<Window> All(WindowSeries series, DateTimeOffset now) => Between(series.First, series, now);

    private static IReadOnlyList<Window> Between(Window first, WindowSeries series, DateTimeOffset now) => series.At(now) is { } last ? [.. series.Between(first, last)] : [];

    // A step is in one window, or in two alongside one another.
    private static TimeSpan StepOf(WindowSize? size) => size switch
    {
        WindowSize.Hour => TimeSpan.FromMinutes(15),
        WindowSize.Day => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    [LoggerMessage(3067, LogLevel.Warning, "The inputs of {Product} cannot be watched, which is tried again: {Reason}")]
    private static partial void LogNotWatched(ILogger logger, ProductMajorVersion product, string reason, Exception? fault);
}
