namespace MeshStarter.Sdk.Refill;

/// <summary>A page of rows that a refill has emitted.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Next">The place of the last one; null when there are no further rows.</param>
public sealed record RefillPage(int Rows, string? Next);
