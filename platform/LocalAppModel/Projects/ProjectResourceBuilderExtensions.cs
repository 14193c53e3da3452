using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project that the AppHost references.</summary>
    /// <typeparam name="TProject">Its generated class in namespace <c>Projects</c>.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name in the application.</param>
    /// <param name="configure">Says how it is taken in.</param>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, [ResourceName] string name, Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new() => builder.Add(name, new TProject(), configure);

    /// <summary>Adds a project by its path.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Its name in the application.</param>
    /// <param name="projectPath">Project file, or a folder with exactly one, absolute or relative to the AppHost's folder.</param>
    /// <param name="configure">Says how it is taken in.</param>
    /// <exception cref="DistributedApplicationException">No project file is found there.</exception>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, [ResourceName] string name, string projectPath, Action<ProjectResourceOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(projectPath);
        return builder.Add(name, new ProjectPathMetadata(FileAt(Path.GetFullPath(projectPath, builder.AppHostDirectory))), configure);
    }

    private static string FileAt(string path)
    {
        if (File.Exists(path))
            return path;
        var inside = Directory.Exists(path) ? Directory.GetFiles(path, "*.csproj") : [];
        return inside.Length == 1
            ? inside[0]
            : throw new DistributedApplicationException($"'{path}' is no project file and no folder with exactly one.");
    }

    private static IResourceBuilder<ProjectResource> Add(this IDistributedApplicationBuilder builder, string name, IProjectMetadata metadata, Action<ProjectResourceOptions> configure)
    {
        var options = new ProjectResourceOptions();
        configure(options);
        if (!options.ExcludeLaunchProfile)
            throw new NotSupportedException($"Project '{name}': the local app model reads no launch profiles. Set ExcludeLaunchProfile and add endpoints and variables by code.");

        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(metadata);
        return builder.ExecutionContext.IsRunMode
            ? project.WithEnvironment(async context => ProjectEnvironment.Add(context, await TelemetryEndpoint.FindAsync(builder.Configuration, context.CancellationToken), builder.Environment))
            : project;
    }
}
