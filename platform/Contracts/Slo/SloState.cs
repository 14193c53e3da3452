namespace MeshStarter.Contracts.Slo;

/// <summary>The state of a service level, from the best to the worst. On the wire in snake case.</summary>
public enum SloState
{
    /// <summary>It is kept, and its error budget lasts.</summary>
    Met,

    /// <summary>It is kept again, after it was at risk or breached within the last day, or with its error budget spent.</summary>
    Recovered,

    /// <summary>It is not measured.</summary>
    Unknown,

    /// <summary>It is not kept now, or its error budget burns too fast to last for 30 days.</summary>
    AtRisk,

    /// <summary>It is not kept now, and its error budget is spent or burns so fast that it is spent within days.</summary>
    Breached,
}
