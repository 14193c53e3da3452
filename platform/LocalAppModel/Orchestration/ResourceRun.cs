using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Health;
using Aspire.Hosting.Logging;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>What all runs share.</summary>
internal sealed record RunServices(
    ResourceNotificationService Notifications,
    ResourceLoggerService Logs,
    IDistributedApplicationEventing Eventing,
    CommandFactory Commands,
    HealthMonitor Health,
    IServiceProvider Services,
    TimeProvider Time,
    ILogger Logger);

/// <summary>The life of one process: wait, start, watch, end. It is never started a second time.</summary>
internal sealed class ResourceRun(IResource resource, RunServices services, Action changed) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task<ChildProcess?> _start = Task.FromResult<ChildProcess?>(null);
    private Task _life = Task.CompletedTask;

    internal IResource Resource { get; } = resource;

    /// <summary>The process that runs, or null.</summary>
    internal int? ProcessId => Child is { Exited.IsCompleted: false } child ? child.Id : null;

    private ChildProcess? Child { get; set; }

    /// <summary>Starts when all it waits for is there; does not wait for that.</summary>
    internal void Begin()
    {
        _start = Task.Run(TryStartAsync);
        _life = LiveAsync();
    }

    /// <summary>Begins nothing new.</summary>
    internal void Cancel() => _stopping.Cancel();

    /// <summary>Ends the process, by force once the grace is over.</summary>
    internal async Task EndAsync(TimeSpan grace)
    {
        Cancel();
        grace = TimeSpan.FromTicks(Math.Max(0, grace.Ticks));
        if (await Task.WhenAny(_start, Task.Delay(grace, services.Time, CancellationToken.None)) != _start || await _start is not { } child)
            return;

        if (!child.Exited.IsCompleted)
            await PublishAsync(s => s with { State = KnownResourceStates.Stopping });
        if (!await child.EndAsync(grace))
            services.Logger.Killed(Resource.Name, grace.TotalSeconds);
        await _life;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        Child?.Dispose();
    }

    private async Task LiveAsync()
    {
        if (await _start is { } child)
            await WatchAsync(child);
    }

    private async Task<ChildProcess?> TryStartAsync()
    {
        try
        {
            return await StartAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            await PublishAsync(s => s with { State = KnownResourceStates.Exited });
        }
        catch (Exception e) // whatever a callback throws: the other resources go on
        {
            var reason = e is DistributedApplicationException ? e.Message : $"{e.GetType().Name}: {e.Message}";
            services.Logger.DidNotStart(Resource.Name, reason); // before who waits for it says the same of itself
            await PublishAsync(s => s with { State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error) });
        }

        return null;
    }

    private async Task<ChildProcess> StartAsync(CancellationToken cancellationToken)
    {
        await services.Notifications.WaitForDependenciesAsync(Resource, cancellationToken);
        await PublishAsync(s => s with { State = KnownResourceStates.Starting });
        await services.Eventing.PublishAsync(new BeforeResourceStartedEvent(Resource, services.Services), cancellationToken);
        var command = await services.Commands.CreateAsync(Resource, cancellationToken);

        cancellationToken.ThrowIfCancellationRequested();
        var child = ChildProcess.Start(command, (text, isError) => services.Logs.Write(Resource.Name, text, isError), services.Time);
        Child = child;
        changed();
        await PublishAsync(s => s with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = services.Time.GetUtcNow().UtcDateTime,
            Urls = [.. s.Urls.Select(u => u with { IsInactive = false })],
            Properties = [.. s.Properties, new("executable.path", command.FileName), new("executable.workDir", command.WorkingDirectory), new("executable.pid", child.Id)],
        });
        return child;
    }

    private async Task WatchAsync(ChildProcess child)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var health = ObserveHealthAsync(running.Token);
        var exitCode = await child.Exited;
        changed();
        await running.CancelAsync();
        await health;

        var asked = _stopping.IsCancellationRequested;
        if (!asked && exitCode != 0)
            services.Logger.Ended(Resource.Name, exitCode, services.Logs.LastErrorOf(Resource.Name));
        await PublishAsync(s => s with
        {
            State = asked ? KnownResourceStates.Exited : new ResourceStateSnapshot(KnownResourceStates.Finished, exitCode == 0 ? KnownResourceStateStyles.Success : KnownResourceStateStyles.Error),
            ExitCode = exitCode,
            StopTimeStamp = services.Time.GetUtcNow().UtcDateTime,
            Urls = [.. s.Urls.Select(u => u with { IsInactive = true })],
        });
        if (asked)
            return;

        if (services.Notifications.TryGetCurrentState(Resource.Name, out var current))
            await services.Eventing.PublishAsync(new ResourceStoppedEvent(Resource, services.Services, current), EventDispatchBehavior.NonBlockingSequential, CancellationToken.None);
        await child.EndLeftoversAsync(Orchestrator.Grace);
    }

    private async Task ObserveHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            await services.Health.WatchAsync(Resource, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => services.Notifications.PublishUpdateAsync(Resource, change);
}
