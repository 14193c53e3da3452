namespace MeshStarter.Contracts.Pipelines;

/// <summary>The runs that a person cancelled.</summary>
/// <param name="Cancelled">Their number.</param>
public sealed record CancelledRuns(int Cancelled);
