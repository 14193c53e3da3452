using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Keeps what is known of each resource and tells who listens.</summary>
public sealed class ResourceNotificationService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ChannelWriter<ResourceEvent>> _listeners = [];
    private readonly DistributedApplicationModel _model;
    private readonly WaitBehavior _defaultWaitBehavior;

    internal ResourceNotificationService(DistributedApplicationModel model, IOptions<ResourceNotificationServiceOptions> options)
    {
        _model = model;
        _defaultWaitBehavior = options.Value.DefaultWaitBehavior;
    }

    /// <summary>Changes what is known of a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="stateFactory">Makes the new snapshot from the last one.</param>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(stateFactory);
        lock (_gate)
        {
            var last = _current.GetValueOrDefault(resource.Name)?.Snapshot ?? InitialSnapshot.Of(resource);
            var update = new ResourceEvent(resource, ResourceInstance.IdOf(resource), stateFactory(last));
            _current[resource.Name] = update;
            foreach (var listener in _listeners)
                listener.TryWrite(update);
        }

        return Task.CompletedTask;
    }

    /// <summary>The newest that is known of a resource.</summary>
    /// <param name="resourceId">Its name or id.</param>
    /// <param name="resourceEvent">What is known.</param>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_gate)
        {
            resourceEvent = _current.GetValueOrDefault(resourceId)
                ?? _current.Values.FirstOrDefault(e => string.Equals(e.ResourceId, resourceId, StringComparison.OrdinalIgnoreCase));
        }

        return resourceEvent is not null;
    }

    /// <summary>What is known of each resource now, then every change.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (_gate)
        {
            foreach (var known in _current.Values)
                channel.Writer.TryWrite(known);
            _listeners.Add(channel.Writer);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
                yield return change;
        }
        finally
        {
            lock (_gate)
                _listeners.Remove(channel.Writer);
        }
    }

    /// <summary>Waits until a resource is in a state.</summary>
    /// <param name="resourceName">Its name.</param>
    /// <param name="targetState">The state; default Running.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until a resource is in one of several states.</summary>
    /// <param name="resourceName">Its name.</param>
    /// <param name="targetStates">The states.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The state it is in.</returns>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToArray();
        var found = await WaitForResourceAsync(resourceName, e => e.Snapshot.State?.Text is { } s && states.Contains(s, StringComparer.OrdinalIgnoreCase), cancellationToken);
        return found.Snapshot.State!.Text;
    }

    /// <summary>Waits until something is true of a resource.</summary>
    /// <param name="resourceName">Its name.</param>
    /// <param name="predicate">What is to be true.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change))
                return change;
        }

        throw new OperationCanceledException($"The wait for resource '{resourceName}' was ended.", cancellationToken);
    }

    /// <summary>Waits until a resource is healthy and its ready handlers are done.</summary>
    /// <param name="resourceName">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DistributedApplicationException">It cannot become healthy any more, or there is none of that name.</exception>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, _defaultWaitBehavior, cancellationToken);

    /// <summary>Waits until a resource is healthy and its ready handlers are done.</summary>
    /// <param name="resourceName">Its name.</param>
    /// <param name="waitBehavior">What happens when it cannot come any more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DistributedApplicationException">It cannot become healthy any more, or there is none of that name.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var stop = waitBehavior == WaitBehavior.StopOnResourceUnavailable;
        if (stop && !_model.Resources.TryGetByName(resourceName, out _))
            throw new DistributedApplicationException($"There is no resource '{resourceName}'.");

        var found = await WaitForResourceAsync(resourceName, e => IsReady(e.Snapshot) || (stop && KnownResourceStates.IsUnavailable(e.Snapshot.State?.Text)), cancellationToken);
        if (!IsReady(found.Snapshot))
            throw new DistributedApplicationException(Unavailable(found, " before it was healthy"));

        await found.Snapshot.Ready!.WaitAsync(cancellationToken);
        return found;
    }

    /// <summary>Waits for everything that a resource was said to wait for.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DistributedApplicationException">Something cannot come any more.</exception>
    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToArray();
        if (waits.Length == 0)
            return;

        await PublishUpdateAsync(resource, s => s with { State = KnownResourceStates.Waiting });

        // The first that fails ends the wait; WhenAll alone would report it only after the slowest.
        var pending = waits.Select(w => WaitForAsync(w, cancellationToken)).ToList();
        while (pending.Count > 0)
        {
            var done = await Task.WhenAny(pending);
            pending.Remove(done);
            await done;
        }
    }

    private async Task WaitForAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var name = wait.Resource.Name;
        var behavior = wait.WaitBehavior ?? _defaultWaitBehavior;
        switch (wait.WaitType)
        {
            case WaitType.WaitUntilHealthy:
                await WaitForResourceHealthyAsync(name, behavior, cancellationToken);
                return;

            case WaitType.WaitUntilStarted:
                var started = await WaitForResourceAsync(
                    name,
                    e => e.Snapshot.State?.Text == KnownResourceStates.Running || (behavior == WaitBehavior.StopOnResourceUnavailable && KnownResourceStates.IsUnavailable(e.Snapshot.State?.Text)),
                    cancellationToken);
                if (started.Snapshot.State?.Text != KnownResourceStates.Running)
                    throw new DistributedApplicationException(Unavailable(started));
                return;

            case WaitType.WaitForCompletion:
                var ended = await WaitForResourceAsync(name, e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), cancellationToken);
                if (ended.Snapshot.ExitCode != wait.ExitCode)
                    throw new DistributedApplicationException(Unavailable(ended, $", expected {wait.ExitCode}"));
                return;

            default:
                throw new DistributedApplicationException($"Unknown wait type {wait.WaitType}.");
        }
    }

    private static bool IsReady(CustomResourceSnapshot snapshot) => snapshot.HealthStatus == HealthStatus.Healthy && snapshot.Ready is not null;

    private static string Unavailable(ResourceEvent e, string detail = "") => e.Snapshot.ExitCode is { } code
        ? $"{e.Resource.Name} ended with exit code {code}{detail}"
        : $"{e.Resource.Name} could not start";
}
