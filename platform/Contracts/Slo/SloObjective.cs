namespace MeshStarter.Contracts.Slo;

/// <summary>The service levels of a product that the catalog measures. On the wire in snake case.</summary>
public enum SloObjective
{
    /// <summary>The time that the oldest emitted row waits which readers cannot see yet; of a daily freshness, the delay of the last due window.</summary>
    Freshness,

    /// <summary>Whether the ports are open and the table is readable.</summary>
    Availability,

    /// <summary>The share of emitted rows that reach readers; a quarantined row does not.</summary>
    Completeness,

    /// <summary>The share of batches whose number of rows is within the contract's <c>row_count</c> checks.</summary>
    Volume,

    /// <summary>The share of the contract that is described: the product, each column, and an example.</summary>
    Documentation,
}
