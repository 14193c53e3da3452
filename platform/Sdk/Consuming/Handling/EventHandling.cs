using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Products;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Consuming.Handling;

/// <summary>Calls a handler with events of a stream, in their order.</summary>
internal sealed partial class EventHandling<THandler, TEvent>(ConsumedStream stream, IServiceProvider services, ILogger logger)
    where THandler : IStreamHandler<TEvent>
{
    private bool _hasReportedDeletes;

    /// <summary>Calls the handler with events, and with deletes where it knows them.</summary>
    /// <param name="events">The events.</param>
    /// <param name="transaction">The transaction of the handler's effects; the caller commits it.</param>
    /// <param name="cancellationToken">The service stops.</param>
    public async Task RunAsync(IReadOnlyList<CloudEvent> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var handler = services.GetRequiredService<THandler>();
        foreach (var run in EventRun.Of(events))
        {
            if (!run.AreDeletes)
            {
                await handler.HandleAsync([.. run.Events.Select(StreamEvent<TEvent>.Of)], transaction, cancellationToken);
            }
            else if (handler is IStreamDeleteHandler deletes)
            {
                await deletes.HandleDeletesAsync([.. run.Events.Select(StreamDelete.Of)], transaction, cancellationToken);
            }
            else if (!_hasReportedDeletes)
            {
                _hasReportedDeletes = true;
                LogDeletesSkipped(logger, stream.Handler, stream.Product, nameof(IStreamDeleteHandler));
            }
        }
    }

    [LoggerMessage(3033, LogLevel.Warning, "Rows of {Product} are deleted, and {Handler} does not handle deletes: what it made of them stays. Let it implement {Interface}")]
    private static partial void LogDeletesSkipped(ILogger logger, string handler, ProductReference product, string @interface);
}
