namespace Aspire.Hosting.ApplicationModel;

/// <summary>An executable program.</summary>
/// <param name="name">Its name.</param>
/// <param name="command">Program: a path, or a name on PATH.</param>
/// <param name="workingDirectory">Working directory.</param>
public class ExecutableResource(string name, string command, string workingDirectory)
    : Resource(name), IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>Program.</summary>
    public string Command { get; } = command;

    /// <summary>Working directory.</summary>
    public string WorkingDirectory { get; } = workingDirectory;

    internal IReadOnlyList<string> Arguments { get; init; } = [];
}
