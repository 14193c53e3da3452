namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a wait does when the awaited resource cannot come any more.</summary>
public enum WaitBehavior
{
    /// <summary>Waits on.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>Ends, and the waiting resource fails to start.</summary>
    StopOnResourceUnavailable = 1,
}

/// <summary>What is waited for.</summary>
public enum WaitType
{
    /// <summary>Running, healthy and ready.</summary>
    WaitUntilHealthy = 0,

    /// <summary>Ended with the expected exit code.</summary>
    WaitForCompletion = 1,

    /// <summary>Running.</summary>
    WaitUntilStarted = 2,
}

/// <summary>Says that a resource starts only after another one.</summary>
/// <param name="resource">The other one.</param>
/// <param name="waitType">What is waited for.</param>
/// <param name="exitCode">The exit code that counts as completion.</param>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The other one.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code that counts as completion.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What happens when it cannot come any more; null takes the application's default.</summary>
    public WaitBehavior? WaitBehavior { get; init; }
}
