namespace Aspire.Hosting;

/// <summary>States whether the application runs or is published.</summary>
public sealed class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext(bool isPublishMode) => IsPublishMode = isPublishMode;

    /// <summary>Whether the application runs.</summary>
    public bool IsRunMode => !IsPublishMode;

    /// <summary>Whether the application is published.</summary>
    public bool IsPublishMode { get; }
}
