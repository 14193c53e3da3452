using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Aspire.Hosting.Health;
using Aspire.Hosting.Waiting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Stores the state of each resource and notifies listeners.</summary>
public sealed class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ChannelWriter<ResourceEvent>> _listeners = [];
    private readonly DistributedApplicationModel _model;

    internal ResourceNotificationService(DistributedApplicationModel model) => _model = model;

    /// <summary>Gets the latest state of a resource.</summary>
    /// <param name="resourceId">Its name.</param>
    /// <param name="resourceEvent">The latest event.</param>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
        {
            return _current.TryGetValue(resourceId, out resourceEvent);
        }
    }

    /// <summary>Waits until a resource is in one of some states.</summary>
    /// <param name="resourceName">Its name.</param>
    /// <param name="targetStates">The states.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The state of the resource.</returns>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        string[] states = [.. targetStates];
        return (await WaitForResourceAsync(resourceName, e => states.Contains(e.Snapshot.State?.Text, StringComparer.OrdinalIgnoreCase), cancellationToken)).Snapshot.State!.Text;
    }

    /// <summary>Waits until a resource meets a condition.</summary>
    /// <param name="resourceName">Its name.</param>
    /// <param name="predicate">The condition.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        var changes = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            if (_current.TryGetValue(resourceName, out var known))
            {
                changes.Writer.TryWrite(known);
            }

            _listeners.Add(changes.Writer);
        }

        try
        {
            while (true)
            {
                var change = await changes.Reader.ReadAsync(cancellationToken);
                if (string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change))
                {
                    return change;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _listeners.Remove(changes.Writer);
            }
        }
    }

    /// <summary>Waits until a resource is healthy; stops when the resource has ended, because nothing restarts it.</summary>
    /// <param name="resourceName">Its name.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="DistributedApplicationException">There is no such resource, or it has ended.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        if (!_model.Resources.TryGetByName(resourceName, out _))
        {
            throw new DistributedApplicationException($"There is no resource '{resourceName}'.");
        }

        var found = await WaitForResourceAsync(resourceName, e => IsHealthy(e) || KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), cancellationToken);
        return IsHealthy(found) ? found
            : throw new DistributedApplicationException(found.Snapshot.ExitCode is { } code
                ? $"{found.Resource.Name} ended with exit code {code} before it was healthy"
                : $"{found.Resource.Name} could not start");
    }

    /// <summary>Records that a resource starts again: nothing is known of its health, and it has not ended.</summary>
    internal void Reset(IResource resource) => Publish(resource, _ => Initial(resource) with { State = new(KnownResourceStates.Starting) });

    /// <summary>Records a change.</summary>
    internal void Publish(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        lock (_lock)
        {
            var update = new ResourceEvent(resource, change(_current.GetValueOrDefault(resource.Name)?.Snapshot ?? Initial(resource)));
            _current[resource.Name] = update;
            foreach (var listener in _listeners)
            {
                listener.TryWrite(update);
            }
        }
    }

    /// <summary>Waits for all dependencies of a resource.</summary>
    /// <exception cref="DistributedApplicationException">One of them has ended.</exception>
    internal async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        // The first that fails ends the wait; WhenAll alone would report it only after the slowest.
        var pending = resource.Annotations.OfType<WaitAnnotation>().Select(wait => WaitForAsync(wait, cancellationToken)).ToList();
        if (pending.Count > 0)
        {
            Publish(resource, s => s with { State = new(KnownResourceStates.Waiting) });
        }

        while (pending.Count > 0)
        {
            var done = await Task.WhenAny(pending);
            pending.Remove(done);
            await done;
        }
    }

    private Task<ResourceEvent> WaitForAsync(WaitAnnotation wait, CancellationToken cancellationToken) => wait.UntilHealthy
        ? WaitForResourceHealthyAsync(wait.Resource.Name, cancellationToken)
        : WaitForResourceRunningAsync(wait.Resource.Name, cancellationToken);

    private async Task<ResourceEvent> WaitForResourceRunningAsync(string resourceName, CancellationToken cancellationToken)
    {
        var found = await WaitForResourceAsync(
            resourceName, e => e.Snapshot.State?.Text == KnownResourceStates.Running || KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), cancellationToken);
        return found.Snapshot.State?.Text == KnownResourceStates.Running ? found
            : throw new DistributedApplicationException($"{found.Resource.Name} ended before it ran");
    }

    private static CustomResourceSnapshot Initial(IResource resource) => new()
    {
        State = new(KnownResourceStates.NotStarted),
        HealthReports = [.. resource.Annotations.OfType<HttpHealthAnnotation>().Select(h => new HealthReportSnapshot(h.Key, Status: null, Description: null))],
    };

    private static bool IsHealthy(ResourceEvent e) => e.Snapshot.HealthStatus == HealthStatus.Healthy;
}
