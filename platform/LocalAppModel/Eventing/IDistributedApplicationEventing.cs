using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Eventing;

/// <summary>Tells those who want to know what happens in an application.</summary>
public interface IDistributedApplicationEventing
{
    /// <summary>Calls back on every event of a type.</summary>
    /// <param name="callback">What to call.</param>
    DistributedApplicationEventSubscription Subscribe<T>(Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationEvent;

    /// <summary>Calls back on every event of a type that happens to a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="callback">What to call.</param>
    DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
        where T : IDistributedApplicationResourceEvent;

    /// <summary>Calls back no more.</summary>
    /// <param name="subscription">What a Subscribe gave.</param>
    void Unsubscribe(DistributedApplicationEventSubscription subscription);

    /// <summary>Publishes an event and waits for its handlers, one after the other.</summary>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Passed to the handlers.</param>
    Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;

    /// <summary>Publishes an event.</summary>
    /// <param name="event">The event.</param>
    /// <param name="dispatchBehavior">How its handlers are called.</param>
    /// <param name="cancellationToken">Passed to the handlers.</param>
    Task PublishAsync<T>(T @event, EventDispatchBehavior dispatchBehavior, CancellationToken cancellationToken = default)
        where T : IDistributedApplicationEvent;
}

/// <summary>A handler of events.</summary>
/// <param name="callback">What is called.</param>
public class DistributedApplicationEventSubscription(Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
{
    /// <summary>What is called.</summary>
    public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } = callback;
}
