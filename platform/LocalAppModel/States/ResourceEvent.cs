namespace Aspire.Hosting.ApplicationModel;

/// <summary>A change of a resource.</summary>
/// <param name="resource">The resource.</param>
/// <param name="snapshot">The resource's current state.</param>
public class ResourceEvent(IResource resource, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The resource's current state.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
