namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project that runs as it was built.</summary>
/// <param name="name">Its name.</param>
public class ProjectResource(string name)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
{
}

/// <summary>Questions to a project.</summary>
public static class ProjectResourceExtensions
{
    /// <summary>Where the project lies.</summary>
    /// <param name="projectResource">The project.</param>
    public static IProjectMetadata GetProjectMetadata(this ProjectResource projectResource)
    {
        ArgumentNullException.ThrowIfNull(projectResource);
        return projectResource.Annotations.OfType<IProjectMetadata>().Single();
    }

    /// <summary>The projects of an application.</summary>
    /// <param name="model">The application.</param>
    public static IEnumerable<ProjectResource> GetProjectResources(this DistributedApplicationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Resources.OfType<ProjectResource>();
    }
}
