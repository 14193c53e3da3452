namespace MeshStarter.Contracts.Pipelines;

/// <summary>A page of runs, the newest first.</summary>
/// <param name="Items">The runs.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null at the end.</param>
public sealed record PipelineRuns(IReadOnlyList<PipelineRun> Items, long? Next);
