using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Platform.Pipelines.Definitions;

namespace MeshStarter.Platform.Pipelines.Reading;

/// <summary>The result of reading a pipeline's file.</summary>
/// <param name="Pipeline">The pipeline; null when there is an error.</param>
/// <param name="Issues">All errors and warnings, in the order of their lines.</param>
public sealed record PipelineReadResult(PipelineDefinition? Pipeline, IReadOnlyList<DescriptorIssue> Issues)
{
    /// <summary>Whether there is a pipeline; warnings may be alongside it.</summary>
    public bool IsValid => Pipeline is not null;
}
