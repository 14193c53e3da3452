namespace MeshStarter.Portal.Health;

/// <summary>What a process says when it is asked how it is.</summary>
public enum ServiceCondition
{
    /// <summary>It is ready for work.</summary>
    Healthy,

    /// <summary>It works, but a part of its work is not done, such as a product whose contract is refused.</summary>
    Degraded,

    /// <summary>It answers that it is not ready.</summary>
    Unhealthy,

    /// <summary>It does not answer.</summary>
    Silent,
}
