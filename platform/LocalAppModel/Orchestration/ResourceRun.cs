using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Health;
using Aspire.Hosting.Logging;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Services that all runs share.</summary>
internal sealed record RunServices(
    ResourceNotificationService Notifications, ResourceOutputLog Output, CommandFactory Commands, HealthMonitor Health, TimeProvider Time, ILogger<DistributedApplication> Logger);

/// <summary>The life of one process: wait, start, watch, end. A second start of the resource is another life.</summary>
internal sealed class ResourceRun(IResource resource, RunServices services, Action changed) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task<ChildProcess?> _start = Task.FromResult<ChildProcess?>(null);
    private Task _life = Task.CompletedTask;

    internal IResource Resource { get; } = resource;

    /// <summary>The running process, or null.</summary>
    internal int? ProcessId => Child is { Exited.IsCompleted: false } child ? child.Id : null;

    /// <summary>Completes when the process has ended, or could not start.</summary>
    internal Task Ended => _life;

    private ChildProcess? Child { get; set; }

    /// <summary>Starts once all dependencies are ready; returns without a wait.</summary>
    internal void Begin()
    {
        _start = Task.Run(TryStartAsync);
        _life = LiveAsync();
    }

    /// <summary>Prevents further starts.</summary>
    internal void Cancel() => _stopping.Cancel();

    /// <summary>Ends the process, by force after the time limit.</summary>
    internal async Task EndAsync(TimeSpan grace)
    {
        // Its id may be another's since.
        if (_life.IsCompleted)
        {
            return;
        }

        Cancel();
        grace = TimeSpan.FromTicks(Math.Max(0, grace.Ticks));
        if (await Task.WhenAny(_start, Task.Delay(grace, services.Time, CancellationToken.None)) != _start || await _start is not { } child)
        {
            return;
        }

        if (!child.Exited.IsCompleted)
        {
            Publish(KnownResourceStates.Stopping);
        }

        if (!await child.EndAsync(grace))
        {
            services.Logger.Killed(Resource.Name, grace.TotalSeconds);
        }

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
        {
            await WatchAsync(child);
        }
    }

    private async Task<ChildProcess?> TryStartAsync()
    {
        try
        {
            return await StartAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            Publish(KnownResourceStates.Exited);
        }
        catch (Exception e) // any exception of a callback: the other resources continue
        {
            var reason = e is DistributedApplicationException ? e.Message : $"{e.GetType().Name}: {e.Message}";
            services.Logger.DidNotStart(Resource.Name, reason); // before its dependents log the same
            Publish(KnownResourceStates.FailedToStart);
        }

        return null;
    }

    private async Task<ChildProcess> StartAsync(CancellationToken cancellationToken)
    {
        await services.Notifications.WaitForDependenciesAsync(Resource, cancellationToken);
        Publish(KnownResourceStates.Starting);
        var command = await services.Commands.CreateAsync(Resource, cancellationToken);

        cancellationToken.ThrowIfCancellationRequested();
        var child = ChildProcess.Start(command, services.Output.Of(Resource.Name), services.Time);
        Child = child;
        changed();
        Publish(KnownResourceStates.Running, s => s with { Properties = [new("executable.pid", child.Id)] });
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

        var requested = _stopping.IsCancellationRequested;
        Publish(requested ? KnownResourceStates.Exited : KnownResourceStates.Finished, s => s with { ExitCode = exitCode });
        // A resource with a health check is a service and is not expected to end; others are jobs. Its state is known before the line is.
        if (!requested && (exitCode != 0 || Resource.Annotations.OfType<HttpHealthAnnotation>().Any()))
        {
            services.Logger.Ended(Resource.Name, exitCode);
        }

        if (!requested)
        {
            await child.EndLeftoversAsync(Orchestrator.Grace);
        }
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

    private void Publish(string state, Func<CustomResourceSnapshot, CustomResourceSnapshot>? change = null) =>
        services.Notifications.Publish(Resource, s => (change?.Invoke(s) ?? s) with { State = new(state) });
}
