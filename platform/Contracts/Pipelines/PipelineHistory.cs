namespace MeshStarter.Contracts.Pipelines;

/// <summary>The runs of a product's pipeline as the catalog knows them, the newest first.</summary>
/// <param name="Items">The runs; for readers who may not operate the product without errors, attempts and inputs.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null at the end.</param>
public sealed record PipelineHistory(IReadOnlyList<PipelineRun> Items, long? Next)
{
    /// <summary>The next time of the schedule; null where changes of the inputs make windows due, or no pipeline is known.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Since when the pipeline is paused; null where it is not.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>The time of the last report; null where the product has no pipeline.</summary>
    public DateTimeOffset? ReportedAt { get; init; }
}
