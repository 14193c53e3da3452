namespace MeshStarter.Catalog.Slo;

/// <summary>A measurement of a service level over time.</summary>
/// <param name="Key">The service level.</param>
/// <param name="IsKept">Whether the promise is kept.</param>
/// <param name="Value">The measured value, as <see cref="MeshStarter.Contracts.Slo.SloMeasurement.Value"/>.</param>
/// <param name="Reason">Why the promise is not kept; null where it is, or the value says it.</param>
internal sealed record Measured(SloKey Key, bool IsKept, double Value, string? Reason = null);
