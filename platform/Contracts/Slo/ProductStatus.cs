namespace MeshStarter.Contracts.Slo;

/// <summary>The state of a product: the same on its page, in search, on the map and in lineage.</summary>
/// <param name="State">The worst of its measured service levels and of what the mesh knows besides.</param>
/// <param name="Since">Since when; null while nothing is known.</param>
/// <param name="Reason">The cause of the state; null where it is met, or nothing is known.</param>
/// <param name="Objective">The service level that is the cause; null for other causes.</param>
public sealed record ProductStatus(SloState State, DateTimeOffset? Since = null, ProductStateReason? Reason = null, SloObjective? Objective = null);

/// <summary>Causes of a product's state, the gravest first. On the wire in snake case.</summary>
public enum ProductStateReason
{
    /// <summary>The start of the mesh no longer finds the folder of its domain: breached.</summary>
    Orphaned,

    /// <summary>Its domain's service has not reported for ten minutes: breached.</summary>
    Unreachable,

    /// <summary>The catalog refused the version that its domain's service has: breached.</summary>
    Refused,

    /// <summary>New rows do not reach its table: breached.</summary>
    NotPublishing,

    /// <summary>A measured service level has this state.</summary>
    ServiceLevel,

    /// <summary>The code that makes its rows fails, such as a stream handler of its domain: at risk.</summary>
    SourceFailing,

    /// <summary>The latest run of a window of its pipeline has failed: at risk.</summary>
    PipelineFailing,

    /// <summary>A check did not pass on the newest batch: at risk.</summary>
    CheckFailing,
}
