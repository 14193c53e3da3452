namespace MeshStarter.Portal.Health;

/// <summary>The health status of a process.</summary>
public enum ServiceCondition
{
    /// <summary>The process is ready for work.</summary>
    Healthy,

    /// <summary>The process works, but a part of its work is not done, such as a product with a refused contract.</summary>
    Degraded,

    /// <summary>The process reports that it is not ready.</summary>
    Unhealthy,

    /// <summary>The process does not answer.</summary>
    Silent,
}
