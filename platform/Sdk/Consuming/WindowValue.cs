namespace MeshStarter.Sdk.Consuming;

/// <summary>The value of one window of time.</summary>
/// <param name="Start">When the window begins; for a wall-clock column the wall clock's time, without an offset of its own.</param>
/// <param name="Value">The result; null when no row of the window has a value, or none that the caller may see.</param>
/// <param name="Rows">How many rows are in the window.</param>
public sealed record WindowValue<T>(DateTimeOffset Start, T? Value, long Rows);
