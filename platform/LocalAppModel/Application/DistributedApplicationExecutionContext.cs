namespace Aspire.Hosting;

/// <summary>What the AppHost was started for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run the application.</summary>
    Run = 0,

    /// <summary>To write down how it is deployed.</summary>
    Publish = 1,
}

/// <summary>What the AppHost was started for, and its services.</summary>
public sealed class DistributedApplicationExecutionContext
{
    private readonly Func<IServiceProvider?> _services;

    internal DistributedApplicationExecutionContext(DistributedApplicationOperation operation, Func<IServiceProvider?> services)
    {
        Operation = operation;
        _services = services;
    }

    /// <summary>What the AppHost was started for.</summary>
    public DistributedApplicationOperation Operation { get; }

    /// <summary>Whether it runs the application.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Whether it writes down how the application is deployed.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <summary>The application's services.</summary>
    /// <exception cref="InvalidOperationException">The application is not built yet.</exception>
    public IServiceProvider ServiceProvider => _services() ?? throw new InvalidOperationException("The application is not built yet.");
}
