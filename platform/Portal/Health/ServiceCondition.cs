namespace MeshStarter.Portal.Health;

/// <summary>What a process says when it is asked how it is.</summary>
public enum ServiceCondition
{
    /// <summary>It is ready for work.</summary>
    Healthy,

    /// <summary>It answers that it is not ready.</summary>
    Unhealthy,

    /// <summary>It does not answer.</summary>
    Silent,
}
