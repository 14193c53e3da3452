using System.Collections;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting.Orchestration;

/// <summary>Creates the command that starts a resource, from its annotations.</summary>
internal sealed class CommandFactory(ProjectEnvironment projects, AppHostMetadata appHost, Watchdog watchdog)
{
    // Variables that describe the AppHost itself and would mislead its children.
    private static readonly HashSet<string> NotInherited = new(StringComparer.OrdinalIgnoreCase)
    {
        "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "ASPIRE_LOGLEVEL",
    };

    /// <exception cref="DistributedApplicationException">The resource cannot be started; the message has the reason.</exception>
    internal async Task<ChildCommand> CreateAsync(IResource resource, CancellationToken cancellationToken)
    {
        var environment = await EnvironmentAsync(resource, cancellationToken);
        if (resource is ProjectResource)
        {
            var path = resource.Annotations.OfType<IProjectMetadata>().Single().ProjectPath;
            return new ChildCommand(DotnetHost.FileName, [appHost.OutputOf(path)], Path.GetDirectoryName(path)!, environment);
        }

        var executable = (ExecutableResource)resource;
        if (!Directory.Exists(executable.WorkingDirectory))
        {
            throw new DistributedApplicationException($"its working directory {executable.WorkingDirectory} does not exist");
        }

        var program = SessionLauncher.Find(executable.Command, executable.WorkingDirectory)
            ?? throw new DistributedApplicationException($"the program '{executable.Command}' was not found");
        return new ChildCommand(program, executable.Arguments, executable.WorkingDirectory, environment);
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync(IResource resource, CancellationToken cancellationToken)
    {
        Dictionary<string, object> said = new(StringComparer.Ordinal);
        if (resource is ProjectResource)
        {
            projects.AddTo(said, resource);
        }

        foreach (var annotation in resource.Annotations.OfType<EnvironmentAnnotation>())
        {
            annotation.AddTo(said);
        }

        var environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(v => !NotInherited.Contains((string)v.Key))
            .ToDictionary(v => (string)v.Key, v => (string)(v.Value ?? ""), OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var (name, value) in said)
        {
            environment[name] = value is IValueProvider later ? await later.GetValueAsync(cancellationToken) ?? "" : (string)value;
        }

        environment[Watchdog.RunVariable] = watchdog.Run;
        return environment;
    }
}
