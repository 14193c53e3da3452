namespace Aspire.Hosting;

/// <summary>Says whether the application is to run or to be published.</summary>
public sealed class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext(bool isPublishMode) => IsPublishMode = isPublishMode;

    /// <summary>It is to run.</summary>
    public bool IsRunMode => !IsPublishMode;

    /// <summary>It is to be published.</summary>
    public bool IsPublishMode { get; }
}
