using System.Collections;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Orchestration;

/// <summary>Turns a resource into the program to start: runs its callbacks and asks each value for its text.</summary>
internal sealed class CommandFactory(
    DistributedApplicationExecutionContext executionContext,
    ResourceLoggerService logs,
    AppHostMetadata appHost,
    Watchdog watchdog)
{
    // What describes the AppHost itself and would mislead its children.
    private static readonly HashSet<string> NotInherited = new(StringComparer.OrdinalIgnoreCase)
    {
        "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "ASPIRE_LOGLEVEL",
    };

    /// <exception cref="DistributedApplicationException">The program does not exist, or a value is missing.</exception>
    internal async Task<ChildCommand> CreateAsync(IResource resource, CancellationToken cancellationToken)
    {
        var arguments = await ArgumentsAsync(resource, cancellationToken);
        var environment = await EnvironmentAsync(resource, cancellationToken);
        if (resource is ProjectResource project)
        {
            var path = project.GetProjectMetadata().ProjectPath;
            return new ChildCommand(DotnetHost.FileName, [appHost.OutputOf(path), .. arguments], Path.GetDirectoryName(path)!, environment);
        }

        var executable = (ExecutableResource)resource;
        if (!Directory.Exists(executable.WorkingDirectory))
            throw new DistributedApplicationException($"its working directory {executable.WorkingDirectory} does not exist");
        var program = SessionLauncher.Find(executable.Command, executable.WorkingDirectory)
            ?? throw new DistributedApplicationException($"the program '{executable.Command}' was not found");
        return new ChildCommand(program, arguments, executable.WorkingDirectory, environment);
    }

    private async Task<List<string>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken) { ExecutionContext = executionContext, Logger = logs.GetLogger(resource) };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
            await annotation.Callback(context);

        var arguments = new List<string>();
        foreach (var value in context.Args)
        {
            if (await TextOfAsync(value, resource, cancellationToken) is { } text)
                arguments.Add(text);
        }

        return arguments;
    }

    private async Task<Dictionary<string, string>> EnvironmentAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, resource, cancellationToken: cancellationToken) { Logger = logs.GetLogger(resource) };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
            await annotation.Callback(context);

        var environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(v => !NotInherited.Contains((string)v.Key))
            .ToDictionary(v => (string)v.Key, v => (string)(v.Value ?? ""), OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            if (await TextOfAsync(value, resource, cancellationToken) is { } text)
                environment[name] = text;
        }

        environment[Watchdog.RunVariable] = watchdog.Run;
        return environment;
    }

    private async Task<string?> TextOfAsync(object value, IResource caller, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IValueProvider provider => await provider.GetValueAsync(new ValueProviderContext { Caller = caller, ExecutionContext = executionContext }, cancellationToken),
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken),
        _ => value.ToString(),
    };
}
