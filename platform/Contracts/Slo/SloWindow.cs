namespace MeshStarter.Contracts.Slo;

/// <summary>A service level over the last 30 days, with its error budget.</summary>
public sealed record SloWindow
{
    /// <summary>The length of the window in days.</summary>
    public const int Days = 30;

    /// <summary>The share that must be kept, from 0 to 1: of the time (freshness, availability), of the rows (completeness), of the batches (volume).</summary>
    public required double Target { get; init; }

    /// <summary>The share that was kept. Time that was not measured counts as kept. Null where nothing was measured.</summary>
    public double? Share { get; init; }

    /// <summary>The share of the error budget that is left: 1 is all of it, 0 none, below 0 is overspent. Null where nothing was measured.</summary>
    public double? BudgetLeft { get; init; }

    /// <summary>Since when it is measured, within the window; null where it is not.</summary>
    public DateTimeOffset? MeasuredSince { get; init; }
}
