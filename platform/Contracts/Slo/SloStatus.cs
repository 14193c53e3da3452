namespace MeshStarter.Contracts.Slo;

/// <summary>The state of one service level of a product.</summary>
public sealed record SloStatus
{
    /// <summary>The service level.</summary>
    public required SloObjective Objective { get; init; }

    /// <summary>The promise as the contract states it, such as <c>5 minutes</c> or <c>99.9%</c>; null where the mesh measures it unpromised.</summary>
    public string? Promise { get; init; }

    /// <summary>The state.</summary>
    public required SloState State { get; init; }

    /// <summary>Since when; null while nothing was evaluated.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The last measurement; null where there is none.</summary>
    public SloMeasurement? Now { get; init; }

    /// <summary>The last 30 days.</summary>
    public required SloWindow Window { get; init; }

    /// <summary>The speeds at which the error budget is spent, by alert; empty where no alert is defined.</summary>
    public IReadOnlyList<SloBurnRate> BurnRates { get; init; } = [];

    /// <summary>The days of the window that were measured, the earliest first, in UTC.</summary>
    public IReadOnlyList<SloDay> Days { get; init; } = [];

    /// <summary>The states of the last 30 days, the newest first.</summary>
    public IReadOnlyList<SloStateChange> History { get; init; } = [];
}
