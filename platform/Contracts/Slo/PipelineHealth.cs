namespace MeshStarter.Contracts.Slo;

/// <summary>The health of the pipeline of a product.</summary>
/// <param name="OldestDueSeconds">The seconds since the oldest window fell due whose rows the table does not have yet; 0 when none waits.</param>
/// <param name="FailingSince">Since when a window's latest run has failed, or the inputs cannot be watched; null while all succeed.</param>
public sealed record PipelineHealth(double OldestDueSeconds, DateTimeOffset? FailingSince);
