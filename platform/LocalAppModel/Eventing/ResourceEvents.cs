using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The application is about to start; nothing has an address yet.</summary>
/// <param name="services">The application's services.</param>
/// <param name="model">Its resources.</param>
public class BeforeStartEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
{
    /// <summary>The application's services.</summary>
    public IServiceProvider Services { get; } = services;

    /// <summary>The application's resources.</summary>
    public DistributedApplicationModel Model { get; } = model;
}

/// <summary>Every resource is on its way; those that wait for others may not run yet.</summary>
/// <param name="services">The application's services.</param>
/// <param name="model">Its resources.</param>
public class AfterResourcesCreatedEvent(IServiceProvider services, DistributedApplicationModel model) : IDistributedApplicationEvent
{
    /// <summary>The application's services.</summary>
    public IServiceProvider Services { get; } = services;

    /// <summary>The application's resources.</summary>
    public DistributedApplicationModel Model { get; } = model;
}

/// <summary>A resource is taken up, before endpoints have addresses.</summary>
public sealed class InitializeResourceEvent : IDistributedApplicationResourceEvent
{
    internal InitializeResourceEvent(IResource resource, IServiceProvider services)
    {
        Resource = resource;
        Services = services;
    }

    /// <inheritdoc />
    public IResource Resource { get; }

    /// <inheritdoc />
    public IServiceProvider Services { get; }
}

/// <summary>The endpoints of a resource have addresses.</summary>
/// <param name="resource">The resource.</param>
/// <param name="services">The application's services.</param>
public class ResourceEndpointsAllocatedEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc />
    public IResource Resource { get; } = resource;

    /// <inheritdoc />
    public IServiceProvider Services { get; } = services;
}

/// <summary>The connection string of a resource can be asked for.</summary>
/// <param name="resource">The resource.</param>
/// <param name="services">The application's services.</param>
public class ConnectionStringAvailableEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc />
    public IResource Resource { get; } = resource;

    /// <inheritdoc />
    public IServiceProvider Services { get; } = services;
}

/// <summary>A resource has waited for all it waits for and starts when the handlers are done.</summary>
/// <param name="resource">The resource.</param>
/// <param name="services">The application's services.</param>
public class BeforeResourceStartedEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc />
    public IResource Resource { get; } = resource;

    /// <inheritdoc />
    public IServiceProvider Services { get; } = services;
}

/// <summary>A resource runs and is healthy for the first time; who waits for it goes on when the handlers are done.</summary>
/// <param name="resource">The resource.</param>
/// <param name="services">The application's services.</param>
public class ResourceReadyEvent(IResource resource, IServiceProvider services) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc />
    public IResource Resource { get; } = resource;

    /// <inheritdoc />
    public IServiceProvider Services { get; } = services;
}

/// <summary>A resource has ended by itself.</summary>
/// <param name="resource">The resource.</param>
/// <param name="services">The application's services.</param>
/// <param name="resourceEvent">What is known of it.</param>
public class ResourceStoppedEvent(IResource resource, IServiceProvider services, ResourceEvent resourceEvent) : IDistributedApplicationResourceEvent
{
    /// <inheritdoc />
    public IResource Resource { get; } = resource;

    /// <inheritdoc />
    public IServiceProvider Services { get; } = services;

    /// <summary>What is known of it.</summary>
    public ResourceEvent ResourceEvent { get; } = resourceEvent;
}
