namespace Aspire.Hosting.ApplicationModel;

/// <summary>A program that is started as it is.</summary>
/// <param name="name">Its name.</param>
/// <param name="command">Program: a path, or a name looked for on PATH.</param>
/// <param name="workingDirectory">Folder it runs in.</param>
public class ExecutableResource(string name, string command, string workingDirectory)
    : Resource(name), IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>Program.</summary>
    public string Command { get; } = command;

    /// <summary>Folder it runs in.</summary>
    public string WorkingDirectory { get; } = workingDirectory;

    internal IReadOnlyList<string> Arguments { get; init; } = [];
}
