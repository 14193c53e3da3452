namespace MeshStarter.Contracts.Checks;

/// <summary>The effect of a failing quality check. On the wire in lower case.</summary>
public enum CheckSeverity
{
    /// <summary>Quarantines the batch.</summary>
    Error,

    /// <summary>Publishes the batch and says so.</summary>
    Warn,
}
