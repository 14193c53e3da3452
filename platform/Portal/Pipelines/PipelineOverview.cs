using MeshStarter.Contracts.Pipelines;

namespace MeshStarter.Portal.Pipelines;

/// <summary>The pipeline of a product in a few lines.</summary>
/// <param name="Windows">The latest run of each window.</param>
/// <param name="LastEnded">The run that ended last, of these and of the newest runs; null where none has ended. It need not be the latest of its window, for which another run may wait.</param>
public sealed record PipelineOverview(PipelineHistory Windows, PipelineRun? LastEnded);
