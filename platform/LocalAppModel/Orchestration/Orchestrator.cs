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

    // All of a stop stays below 10 s: who depends on others has the first part, what they depend on the rest.
    private static readonly TimeSpan DependentsHave = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AllHave = TimeSpan.FromSeconds(9);

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
        foreach (var run in _order.StopGroups(_runs, r => r.Resource).SelectMany(group => group))
        {
            var dependents = _runs.Where(r => _order.DependenciesOf(r.Resource).Contains(run.Resource)).Select(r => ends[r.Resource]).ToArray();
            ends[run.Resource] = EndAfterAsync(run, dependents);
        }

        await Task.WhenAll(ends.Values);

        async Task EndAfterAsync(ResourceRun run, Task[] dependents)
        {
            await Task.WhenAll(dependents);
            var isDependent = _runs.Any(r => _order.DependenciesOf(run.Resource).Contains(r.Resource));
            var left = (isDependent ? DependentsHave : AllHave) - services.Time.GetElapsedTime(started);
            await run.EndAsync(left < Grace ? TimeSpan.FromTicks(Math.Max(0, left.Ticks)) : Grace);
        }
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
