namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource has changed.</summary>
/// <param name="resource">The resource.</param>
/// <param name="snapshot">What is known of it now.</param>
public class ResourceEvent(IResource resource, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is known of it now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
