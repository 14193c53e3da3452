namespace MeshStarter.Contracts.Slo;

/// <summary>The last measurement of a service level.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="IsKept">Whether the promise was kept.</param>
/// <param name="Value">Freshness: seconds that the oldest row waits, or that a due window is late. All others: a share from 0 to 1.</param>
/// <param name="Reason">Why the promise was not kept, as a sentence; null where it was, or the value says it.</param>
public sealed record SloMeasurement(DateTimeOffset At, bool IsKept, double Value, string? Reason = null);
