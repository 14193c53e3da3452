using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Endpoints;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Urls;
using Aspire.Hosting.Waiting;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts the resources of an application in the order in which they wait for one another, and ends them in the reverse order.</summary>
internal sealed class Orchestrator(DistributedApplicationModel model, PortAllocation ports, Watchdog watchdog, RunServices services) : IHostedService, IAsyncDisposable
{
    /// <summary>How long a process has from SIGTERM to its end.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(6);

    // All of a stop stays below 10 s: who depends on others has the first part, what all depend on the rest.
    private static readonly TimeSpan DependentsHave = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AllHave = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan MostKept = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private WaitOrder _order = new([]);
    private ResourceRun[] _runs = [];
    private Task? _stop;

    /// <summary>Makes sure that a start can succeed.</summary>
    /// <exception cref="DistributedApplicationException">It cannot; the message says why.</exception>
    internal void Prepare()
    {
        _order = new WaitOrder([.. model.Resources]);
        if (model.Resources.Any(r => r is ProjectResource or ExecutableResource))
            watchdog.Start();
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IResource[] resources = [.. model.Resources];
        foreach (var resource in resources)
        {
            await services.Notifications.PublishUpdateAsync(resource, s => s);
            await services.Eventing.PublishAsync(new InitializeResourceEvent(resource, services.Services), cancellationToken);
        }

        foreach (var resource in resources.OfType<IResourceWithEndpoints>())
            ports.Allocate(resource);
        foreach (var resource in resources.OfType<IResourceWithEndpoints>().Where(r => r.HasAnnotationOfType<EndpointAnnotation>()))
        {
            await services.Notifications.PublishUpdateAsync(resource, s => s with { Urls = ResourceUrls.Of(resource) });
            await services.Eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services.Services), cancellationToken);
        }

        var values = new ValueResources(services, _stopping.Token);
        foreach (var resource in resources)
            values.Begin(resource);

        _runs = [.. resources.Where(r => r is ProjectResource or ExecutableResource).Select(r => new ResourceRun(r, services, TellWatchdog))];
        foreach (var run in _runs)
            run.Begin();

        await services.Eventing.PublishAsync(new AfterResourcesCreatedEvent(services.Services, model), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return _stop ??= StopAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        foreach (var run in _runs)
            run.Dispose();
        _stopping.Dispose();
    }

    private async Task StopAllAsync()
    {
        await _stopping.CancelAsync();
        foreach (var run in _runs)
            run.Cancel();

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

    // A group that hangs leaves time to those that end after it.
    private static TimeSpan Deadline(int group, int groups)
    {
        var groupsBeforeLast = groups - 1;
        if (group == groupsBeforeLast)
            return AllHave;
        var kept = MostKept * Math.Min(1, (DependentsHave - MostKept) / MostKept / groupsBeforeLast);
        return DependentsHave - (kept * (groupsBeforeLast - 1 - group));
    }

    private void TellWatchdog()
    {
        lock (_gate)
        {
            var running = _runs.Select(r => (Run: r, r.ProcessId)).Where(r => r.ProcessId is not null);
            watchdog.Watch(_order.StopGroups(running, r => r.Run.Resource).Select(g => g.Select(r => r.ProcessId!.Value)));
        }
    }
}
