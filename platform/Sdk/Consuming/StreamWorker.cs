using MeshStarter.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// Follows a product's stream and hands it to a handler. The checkpoint moves in the handler's own transaction, under a
/// lock on its row: two replicas take turns and none handles an event twice.
/// </summary>
internal sealed partial class StreamWorker<THandler, TEvent>(
    ConsumedStream stream, IServiceProvider services, Checkpoints checkpoints, NpgsqlDataSource database, TimeProvider time, ILogger<StreamWorker<THandler, TEvent>> logger) : BackgroundService
    where THandler : IStreamHandler<TEvent>
{
    private bool _hasReportedDeletes;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // When a mesh starts its domains come up in any order, each where the last start left it or elsewhere.
    private static readonly TimeSpan NoNews = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reader = ActivatorUtilities.CreateInstance<StreamReader>(services, services.GetRequiredService<IHttpClientFactory>().CreateClient(SdkExtensions.StreamClient), stream);
        ProductMajorVersion? followed = null;
        string? failure = null;
        long? failingSince = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var product = followed ??= await BeginAsync(reader, stoppingToken);
                var checkpoint = await checkpoints.ReadAsync(stream.Handler, product, stoppingToken);
                var events = await ReadAsync(reader, product, checkpoint, stoppingToken);
                if (events.Count > 0)
                {
                    reader.ReadAhead(product, events, stoppingToken);
                    await HandleAsync(product, checkpoint, events, stoppingToken);
                }

                (failure, failingSince) = (null, null);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // A failed handler is called again: the checkpoint has not moved. A repeated reason is logged once; a stream that is
                // away for a moment is not logged.
                failingSince ??= time.GetTimestamp();
                if (failure != exception.Message && (exception is not HttpRequestException || time.GetElapsedTime(failingSince.Value) >= NoNews))
                {
                    LogFailed(logger, stream.Handler, stream.Product, exception.Message);
                    failure = exception.Message;
                }

                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    // A handler that was away for longer than the product's retention goes on with the first event that there is, and its operators are told.
    private async Task<IReadOnlyList<CloudEvent>> ReadAsync(StreamReader reader, ProductMajorVersion product, string? checkpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(product, checkpoint, cancellationToken);
        }
        catch (EventsExpiredException expired)
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await Checkpoints.TryMoveAsync(stream.Handler, product, checkpoint, expired.LastExpiredEventId, transaction, cancellationToken))
            {
                await transaction.CommitAsync(cancellationToken);
                LogExpired(logger, stream.Handler, stream.Product, checkpoint ?? "the start", expired.LastExpiredEventId);
            }

            return [];
        }
    }

    private async Task<ProductMajorVersion> BeginAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var product = await checkpoints.MajorAsync(stream, cancellationToken) ?? await reader.DefaultAsync(cancellationToken);
        await checkpoints.BeginAsync(stream.Handler, product, cancellationToken);
        return product;
    }

    private async Task HandleAsync(ProductMajorVersion product, string? checkpoint, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await Checkpoints.TryMoveAsync(stream.Handler, product, checkpoint, events[^1].Id, transaction, cancellationToken))
        {
            return;
        }

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

        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(EventId = 3032, Level = LogLevel.Warning, Message = "{Handler} was behind the retention of {Product}: events after {Checkpoint} and up to {Last} are gone, and it goes on after them")]
    private static partial void LogExpired(ILogger logger, string handler, ProductReference product, string checkpoint, string last);

    [LoggerMessage(EventId = 3033, Level = LogLevel.Warning, Message = "Rows of {Product} are deleted, and {Handler} does not handle deletes: what it made of them stays. Let it implement {Interface}")]
    private static partial void LogDeletesSkipped(ILogger logger, string handler, ProductReference product, string @interface);

    [LoggerMessage(EventId = 3030, Level = LogLevel.Warning, Message = "{Handler} cannot go on with {Product} and tries again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string handler, ProductReference product, string reason);
}
