using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Endpoints;
using Aspire.Hosting.Logging;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Waiting;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts the resources of an application in the order in which they wait for one another, and ends them in the reverse order.</summary>
internal sealed class Orchestrator(DistributedApplicationModel model, PortAllocation ports, Watchdog watchdog, RunServices services) : IHostedService, IAsyncDisposable
{
    /// <summary>Time limit of a process from SIGTERM to its end.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(6);

    // A whole stop takes less than 10 s: dependent resources have the first part, their dependencies the rest.
    private static readonly TimeSpan DependentsHave = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AllHave = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan MostReserved = TimeSpan.FromSeconds(1);

    private const string NoContainers = "the local app model runs no containers; use a feed that has Aspire (-p:MeshFeed=full) and a container engine, or the embedded infrastructure";

    private readonly Lock _lock = new();
    private WaitOrder _order = new([]);
    private ResourceRun[] _runs = [];
    private Task? _stop;

    /// <summary>Validates that a start can succeed.</summary>
    /// <exception cref="DistributedApplicationException">The start cannot succeed; the message has the reason.</exception>
    internal void Prepare()
    {
        _order = new WaitOrder([.. model.Resources]);
        if (model.Resources.Any(IsProcess))
        {
            watchdog.Start();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // All addresses first: a starting resource may need any of them.
        foreach (var resource in model.Resources)
        {
            ports.Allocate(resource);
        }

        foreach (var container in model.Resources.OfType<ContainerResource>())
        {
            services.Logger.DidNotStart(container.Name, NoContainers);
            services.Notifications.Publish(container, s => s with { State = new(KnownResourceStates.FailedToStart) });
        }

        _runs = [.. model.Resources.Where(IsProcess).Select(r => new ResourceRun(r, services, NotifyWatchdog))];
        foreach (var run in _runs)
        {
            run.Begin();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _stop ??= StopAllAsync();
        }
    }

    /// <summary>Ends the process of a resource; the others run on.</summary>
    /// <returns>The reason why not; null if it has ended.</returns>
    internal async Task<string?> StopAsync(string resource)
    {
        if (Find(resource) is not { } run)
        {
            return NoSuchProcess(resource);
        }

        await run.EndAsync(Grace);
        await run.Ended;
        return null;
    }

    /// <summary>Starts the process of a resource again that has ended, with the same addresses; returns without a wait.</summary>
    /// <returns>The reason why not; null if it is starting.</returns>
    internal string? StartAgain(string resource)
    {
        lock (_lock)
        {
            if (_stop is not null)
            {
                return "The application is stopping.";
            }

            if (Find(resource) is not { } ended)
            {
                return NoSuchProcess(resource);
            }

            if (!ended.Ended.IsCompleted)
            {
                return $"Resource '{resource}' has not ended.";
            }

            var run = new ResourceRun(ended.Resource, services, NotifyWatchdog);
            _runs = [.. _runs.Select(each => each == ended ? run : each)];
            ended.Dispose();
            services.Notifications.Reset(run.Resource);
            run.Begin();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        foreach (var run in _runs)
        {
            run.Dispose();
        }
    }

    private static bool IsProcess(IResource resource) => resource is ProjectResource or ExecutableResource;

    private static string NoSuchProcess(string resource) => $"There is no process '{resource}'.";

    private ResourceRun? Find(string resource) => _runs.FirstOrDefault(run => string.Equals(run.Resource.Name, resource, StringComparison.OrdinalIgnoreCase));

    private async Task StopAllAsync()
    {
        foreach (var run in _runs)
        {
            run.Cancel();
        }

        var started = services.Time.GetTimestamp();
        var ends = new Dictionary<IResource, Task>();
        var groups = _order.StopGroups(_runs, r => r.Resource);
        for (var i = 0; i < groups.Count; i++)
        {
            var deadline = Deadline(i, groups.Count);
            foreach (var run in groups[i])
            {
                var dependents = _runs.Where(r => _order.DependenciesOf(r.Resource).Contains(run.Resource)).Select(r => ends[r.Resource]).ToArray();
                ends[run.Resource] = EndAfterAsync(run, dependents, deadline);
            }
        }

        await Task.WhenAll(ends.Values);

        async Task EndAfterAsync(ResourceRun run, Task[] dependents, TimeSpan deadline)
        {
            await Task.WhenAll(dependents);
            var left = deadline - services.Time.GetElapsedTime(started);
            await run.EndAsync(left < Grace ? left : Grace);
        }
    }

    // A group that hangs leaves time for the groups that end after it.
    private static TimeSpan Deadline(int group, int groups)
    {
        var groupsBeforeLast = groups - 1;
        if (group == groupsBeforeLast)
        {
            return AllHave;
        }

        var kept = MostReserved * Math.Min(1, (DependentsHave - MostReserved) / MostReserved / groupsBeforeLast);
        return DependentsHave - (kept * (groupsBeforeLast - 1 - group));
    }

    private void NotifyWatchdog()
    {
        lock (_lock)
        {
            var running = _runs.Select(r => (Run: r, r.ProcessId)).Where(r => r.ProcessId is not null);
            watchdog.Watch(_order.StopGroups(running, r => r.Run.Resource).Select(g => g.Select(r => r.ProcessId!.Value)));
        }
    }
}
