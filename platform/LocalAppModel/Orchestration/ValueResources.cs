using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Brings up what is no process: values are there at once, containers never.</summary>
internal sealed class ValueResources(RunServices services, CancellationToken stopping)
{
    private const string NoContainers = "the local app model runs no containers; use a feed that has Aspire (-p:MeshFeed=full) and a container engine, or the embedded infrastructure";

    internal void Begin(IResource resource)
    {
        switch (resource)
        {
            case ParameterResource parameter:
                _ = GuardAsync(resource, () => ParameterAsync(parameter));
                break;
            case IResourceWithConnectionString connection when resource is not IResourceWithEndpoints:
                _ = GuardAsync(resource, () => ConnectionStringAsync(connection));
                break;
            case ContainerResource:
                services.Logger.DidNotStart(resource.Name, NoContainers);
                _ = StateAsync(resource, KnownResourceStates.RuntimeUnhealthy, KnownResourceStateStyles.Error);
                break;
        }
    }

    private async Task ParameterAsync(ParameterResource parameter)
    {
        _ = await parameter.GetValueAsync(stopping);
        await ReadyAsync(parameter);
    }

    private async Task ConnectionStringAsync(IResourceWithConnectionString connection)
    {
        await services.Notifications.WaitForDependenciesAsync(connection, stopping);
        await services.Eventing.PublishAsync(new BeforeResourceStartedEvent(connection, services.Services), stopping);
        _ = await connection.GetConnectionStringAsync(stopping);
        await services.Eventing.PublishAsync(new ConnectionStringAvailableEvent(connection, services.Services), stopping);
        await ReadyAsync(connection);
    }

    private async Task ReadyAsync(IResource resource)
    {
        await StateAsync(resource, KnownResourceStates.Running, KnownResourceStateStyles.Success);
        await services.Health.WatchAsync(resource, stopping);
    }

    private async Task GuardAsync(IResource resource, Func<Task> begin)
    {
        try
        {
            await begin();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception e) // whatever a callback throws: the other resources go on
        {
            var missing = e is MissingParameterValueException;
            services.Logger.DidNotStart(resource.Name, e.Message);
            await StateAsync(
                resource,
                missing ? KnownResourceStates.ValueMissing : KnownResourceStates.FailedToStart,
                missing ? KnownResourceStateStyles.Warn : KnownResourceStateStyles.Error);
        }
    }

    private Task StateAsync(IResource resource, string state, string style) =>
        services.Notifications.PublishUpdateAsync(resource, s => s with { State = new ResourceStateSnapshot(state, style) });
}
