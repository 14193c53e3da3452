using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project.</summary>
    /// <typeparam name="TProject">The generated class of the project.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="NotSupportedException">A launch profile is requested.</exception>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new()
    {
        var options = new ProjectResourceOptions();
        configure(options);
        return options.ExcludeLaunchProfile
            ? builder.AddResource(new ProjectResource(name)).WithAnnotation(new TProject())
            : throw new NotSupportedException($"Project '{name}': the local app model reads no launch profiles. Set ExcludeLaunchProfile and add endpoints and variables by code.");
    }
}
