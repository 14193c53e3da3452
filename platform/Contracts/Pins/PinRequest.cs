namespace MeshStarter.Contracts.Pins;

/// <summary>A reader's request to keep a snapshot of a product's table while the reader reads it.</summary>
/// <param name="Minutes">How long the pin lasts from now, 1 to <see cref="MostMinutes"/>. A pin that is requested again has the new end.</param>
/// <param name="SnapshotId">The snapshot; null for the current one, and for the pin's own where the pin exists.</param>
public sealed record PinRequest(int Minutes, long? SnapshotId = null)
{
    /// <summary>The longest that a pin lasts, in minutes: 24 hours.</summary>
    public const int MostMinutes = 24 * 60;
}
