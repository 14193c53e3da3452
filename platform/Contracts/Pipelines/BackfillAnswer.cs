namespace MeshStarter.Contracts.Pipelines;

/// <summary>The windows of a backfill.</summary>
/// <param name="Windows">Their number.</param>
/// <param name="First">The first one in local time; null for none.</param>
/// <param name="Last">The last one.</param>
public sealed record BackfillAnswer(int Windows, string? First, string? Last);
