using System.Collections.Concurrent;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Pipelines;

/// <summary>Runs a pipeline that is a class.</summary>
internal abstract partial class ClassPipeline
{
    // A class that heeds its token ends well within it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // Each keeps a thread or its memory.
    private const int MostLeft = 4;

    // Each portion of records is a switch of threads.
    private const int Portion = 100;

    // The number of runs of each class that go on after their end.
    private static readonly ConcurrentDictionary<Type, int> Left = new();

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
            if (Left.GetValueOrDefault(type) >= MostLeft)
            {
                throw new InvalidOperationException($"{MostLeft} runs of {type.Name} go on although they were ended: the class ignores its cancellation token. Fix: pass the token to what it calls, and restart the service.");
            }

            var scope = services.CreateAsyncScope();
            IPipeline<TRow>? pipeline = null;
            IAsyncEnumerator<TRow[]>? portions = null;
            Task computed = Task.CompletedTask;
            try
            {
                pipeline = (IPipeline<TRow>)ActivatorUtilities.CreateInstance(scope.ServiceProvider, type);
                var result = await ComputeAsync(async () => await pipeline.RunAsync(window, cancellationToken));
                return await publish(() => result.Consumed is { } rows
                    ? table.RunAsync(batch, place, rows, source, cancellationToken)
                    : table.RunAsync(batch, place, ReadAsync(result.Records!), window.Datasets, source, cancellationToken));
            }
            finally
            {
                var hasEnded = computed.IsCompleted;
                var closed = CloseAsync(pipeline, portions, computed, scope);
                if (hasEnded)
                {
                    await closed;
                }
            }

            // The run ends with its token, also where the class ignores it or blocks its thread.
            Task<T> ComputeAsync<T>(Func<Task<T>> compute)
            {
                var computing = Task.Run(compute, CancellationToken.None);
                computed = computing;
                return computing.WaitAsync(cancellationToken);
            }

            // The class computes its records while they are read.
            async IAsyncEnumerable<TRow> ReadAsync(IAsyncEnumerable<TRow> records)
            {
                portions = records.Chunk(Portion).GetAsyncEnumerator(cancellationToken);
                while (await ComputeAsync(async () => await portions.MoveNextAsync()))
                {
                    foreach (var record in portions.Current)
                    {
                        yield return record;
                    }
                }
            }
        }

        // What it uses is there for as long as the class works.
        private async Task CloseAsync(object? pipeline, IAsyncDisposable? records, Task computed, AsyncServiceScope scope)
        {
            await using var services = scope;
            if (!computed.IsCompleted)
            {
                Left.AddOrUpdate(type, 1, (_, left) => left + 1);
                if (await Task.WhenAny(computed, Task.Delay(Grace)) != computed)
                {
                    LogGoesOn(scope.ServiceProvider.GetRequiredService<ILogger<ClassPipeline>>(), type.Name);
                }

                await computed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Left.AddOrUpdate(type, 0, (_, left) => left - 1);
            }

            try
            {
                await (records?.DisposeAsync() ?? ValueTask.CompletedTask);
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

    [LoggerMessage(3068, LogLevel.Warning, "{Pipeline} goes on after the end of its run: it ignores its cancellation token, and its rows are not published")]
    private static partial void LogGoesOn(ILogger logger, string pipeline);
}
