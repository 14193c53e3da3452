using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Runs a pipeline that is a class.</summary>
internal abstract class ClassPipeline
{
    /// <summary>The runs of a class of the domain.</summary>
    /// <param name="type">The class.</param>
    public static ClassPipeline Of(Type type) =>
        (ClassPipeline)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(OwnPipelines.RowsOf(type).First()), type)!;

    /// <summary>The product of its records, such as <c>payments.monthly_close</c>, with the major version where there are several.</summary>
    public abstract string Product { get; }

    /// <summary>Computes and publishes the rows of a window.</summary>
    /// <param name="services">The services of the domain.</param>
    /// <param name="window">The window.</param>
    /// <param name="table">The product's table.</param>
    /// <param name="batch">The batch's id.</param>
    /// <param name="place">The rows that it replaces.</param>
    /// <param name="source">The path of the class.</param>
    /// <param name="publish">Has the rows published once they are computed.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public abstract Task<PublishedBatch> RunAsync(
        IServiceProvider services, PipelineWindowRun window, DataProductTable table, string batch, BatchPlace place, string source, Func<Func<Task<PublishedBatch>>, Task<PublishedBatch>> publish, CancellationToken cancellationToken);

    private sealed class Typed<TRow>(Type type) : ClassPipeline
        where TRow : class, IPublishedRow
    {
        public override string Product => TRow.Product;

        public override async Task<PublishedBatch> RunAsync(
            IServiceProvider services, PipelineWindowRun window, DataProductTable table, string batch, BatchPlace place, string source, Func<Func<Task<PublishedBatch>>, Task<PublishedBatch>> publish, CancellationToken cancellationToken)
        {
            await using var scope = services.CreateAsyncScope();
            var pipeline = (IPipeline<TRow>)ActivatorUtilities.CreateInstance(scope.ServiceProvider, type);
            try
            {
                var result = await pipeline.RunAsync(window, cancellationToken);
                return await publish(() => result.Consumed is { } rows
                    ? table.RunAsync(batch, place, rows, source, cancellationToken)
                    : table.RunAsync(batch, place, result.Records!, window.Datasets, source, cancellationToken));
            }
            finally
            {
                switch (pipeline)
                {
                    case IAsyncDisposable disposable:
                        await disposable.DisposeAsync();
                        break;
                    case IDisposable disposable:
                        disposable.Dispose();
                        break;
                }
            }
        }
    }
}
