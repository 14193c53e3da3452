using MeshStarter.Lake.Quality;

namespace MeshStarter.Lake;

/// <summary>A batch that its checks let pass, just before the catalog is asked to take it.</summary>
/// <param name="BatchId">The batch: the id of a whole one, and of rows of the outbox their positions (<see cref="TableWriter.BatchId"/>).</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Findings">What each check said.</param>
public sealed record OfferedBatch(string BatchId, long Rows, IReadOnlyList<CheckFinding> Findings);
