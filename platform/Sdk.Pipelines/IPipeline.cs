using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>
/// Computes the rows of one window of a product, where C# is better than a <c>pipeline.sql</c>. It is found by the SDK: one class of the domain for the product
/// whose folder has a <c>pipeline.yaml</c>. Each run makes an instance with the services of the domain.
/// </summary>
/// <typeparam name="TRow">The record that the build generates from the product's contract.</typeparam>
public interface IPipeline<TRow>
    where TRow : class, IPublishedRow
{
    /// <summary>Computes all rows of a window, which take the place of those that the table has of it.</summary>
    /// <param name="window">The window, and the inputs in the states that the run reads.</param>
    /// <param name="cancellationToken">Ends the run, also by the pipeline's timeout. A class that ignores it works on in vain: nothing of it is published.</param>
    Task<PipelineResult<TRow>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken);
}
