using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Waiting;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Starts a resource only once another is healthy.</summary>
    /// <param name="builder">The resource that waits.</param>
    /// <param name="dependency">The resource that it waits for.</param>
    /// <exception cref="DistributedApplicationException">A resource would wait for itself, or for a resource that is no process.</exception>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.Wait(dependency, untilHealthy: true);

    /// <summary>Starts a resource only once another runs, healthy or not.</summary>
    /// <param name="builder">The resource that waits.</param>
    /// <param name="dependency">The resource that it waits for.</param>
    /// <exception cref="DistributedApplicationException">A resource would wait for itself, or for a resource that is no process.</exception>
    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.Wait(dependency, untilHealthy: false);

    private static IResourceBuilder<T> Wait<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, bool untilHealthy)
        where T : IResourceWithWaitSupport
    {
        if (ReferenceEquals(builder.Resource, dependency.Resource))
        {
            throw new DistributedApplicationException($"'{builder.Resource.Name}' cannot wait for itself.");
        }

        return dependency.Resource is IResourceWithWaitSupport
            ? builder.WithAnnotation(new WaitAnnotation(dependency.Resource, untilHealthy))
            : throw new DistributedApplicationException($"'{builder.Resource.Name}' cannot wait for '{dependency.Resource.Name}', which is no process. Wait for the process behind it.");
    }
}
