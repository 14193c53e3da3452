using MeshStarter.Platform.PipelineCases.Reading;

namespace MeshStarter.Platform.PipelineCases.Running;

/// <summary>The result of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Faults">A line for each row that is missing, extra or refused, or for the error that ended the run; none for a case that passes.</param>
public sealed record CaseResult(PipelineCase Case, IReadOnlyList<string> Faults)
{
    /// <summary>Whether the computed rows are the expected ones.</summary>
    public bool Passed => Faults.Count == 0;
}
