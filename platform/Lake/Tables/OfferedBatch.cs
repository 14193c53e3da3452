using MeshStarter.Lake.Quality;

namespace MeshStarter.Lake;

/// <summary>A batch that its checks let pass, just before the catalog is asked to take it.</summary>
/// <param name="BatchId">The batch (<see cref="TableWriter.BatchId"/>).</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Findings">What each check said.</param>
public sealed record OfferedBatch(string BatchId, int Rows, IReadOnlyList<CheckFinding> Findings);
