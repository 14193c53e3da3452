using System.Net;
using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Streams;
using MeshStarter.Sdk.Consuming.Handling;
using MeshStarter.Sdk.Sources;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// Follows a product's stream and hands it to a handler. The checkpoint moves in the handler's own transaction, under a
/// lock on its row: two replicas take turns and none handles an event twice. An event at which the handler fails stays the next one until it is handled, or an owner
/// skips it.
/// </summary>
internal sealed partial class StreamWorker<THandler, TEvent>(
    ConsumedStream stream, IServiceProvider services, Checkpoints checkpoints, SourceFailures failures, NpgsqlDataSource database, TimeProvider time, ILogger<StreamWorker<THandler, TEvent>> logger)
    : BackgroundService, IFollowedStream
    where THandler : IStreamHandler<TEvent>
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // When a mesh starts its domains come up in any order, each where the last start left it or elsewhere.
    private static readonly TimeSpan NoNews = TimeSpan.FromSeconds(10);

    private readonly EventHandling<THandler, TEvent> _handling = new(stream, services, logger);
    private readonly DeadLetterStore _letters = new(database, time);
    private readonly HandlerTries _tries = new(time);
    private (ProductMajorVersion Product, string? Checkpoint)? _at;
    private string? _reported;

    public ConsumedStream Stream => stream;

    public ProductMajorVersion? Product => _at?.Product;

    public StreamFailure? Failure => _tries.Failure ?? failures.Lasting.Where(failure => failure.Source == stream.Handler && failure.Stream == _at?.Product)
        .Select(refused => new StreamFailure(refused.Since, refused.Tries, EventId: null, Events: 0, refused.Type, refused.Message)).FirstOrDefault();

    public async Task<DeadLetter?> SkipAsync(string eventId, string by, string reason, CancellationToken cancellationToken)
    {
        if (_at is not var (product, checkpoint) || _tries.Failure is not { } failure || failure.EventId != eventId)
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await Checkpoints.TryMoveAsync(stream.Handler, product, checkpoint, eventId, transaction, cancellationToken))
        {
            return null;
        }

        var letter = await DeadLetterStore.AddAsync(
            new DeadLetter
            {
                Id = 0,
                Handler = stream.Handler,
                Product = product.Product,
                Major = product.Major,
                EventId = eventId,
                Type = failure.Type,
                Message = failure.Message,
                SkippedBy = by,
                SkippedAt = time.GetUtcNow(),
                Reason = reason,
            },
            checkpoint,
            transaction,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        EndFailure();
        LogSkipped(logger, stream.Handler, eventId, stream.Product, letter.Id);
        return letter;
    }

    public async Task<string?> ReplayAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var product = new ProductMajorVersion(letter.Product, letter.Major);
        CloudEvent? found;
        try
        {
            found = await NewReader().FindAsync(product, await _letters.PlaceAsync(letter.Id, cancellationToken), letter.EventId, cancellationToken);
        }
        catch (SubscriptionRefusedException refused)
        {
            return refused.Message;
        }

        if (found is null)
        {
            return $"event {letter.EventId} is not in the stream of {letter.Reference} any more: its row was deleted, or its retention is over. There is nothing to replay.";
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await _letters.TryEndAsync(letter.Id, transaction, cancellationToken))
        {
            return $"event {letter.EventId} was replayed concurrently.";
        }

        try
        {
            await _handling.RunAsync([found], transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{stream.Handler} still fails at event {letter.EventId}: {exception.GetType().Name}: {DatabaseRefusal.Of(exception)}";
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reader = NewReader();
        ProductMajorVersion? followed = null;
        long? failingSince = null;
        (string? Message, long Since) reason = default;
        var tries = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var product = followed ??= await BeginAsync(reader, stoppingToken);
                var checkpoint = await checkpoints.ReadAsync(stream.Handler, product, stoppingToken);
                if (_tries.Failure is not null && _at?.Checkpoint != checkpoint)
                {
                    // Another process got past the event, which no skip may go back to.
                    EndFailure();
                }

                _at = (product, checkpoint);
                // A failure from before the product was known has no product.
                failures.End(stream.Handler, stream: null);
                var page = await ReadAsync(reader, product, checkpoint, stoppingToken);
                (failingSince, reason, tries) = (null, default, 0);
                if (await TryHandlePageAsync(reader, product, checkpoint, page, stoppingToken))
                {
                    _reported = _tries.AreWhole ? null : _reported;
                    continue;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // A repeated reason is logged once; a stream that is away for a moment is not logged, nor a further reason while its service starts.
                failingSince ??= time.GetTimestamp();
                reason = reason.Message == exception.Message ? reason : (exception.Message, time.GetTimestamp());
                var isAway = IsAway(exception);
                if (_reported != exception.Message && (!isAway || time.GetElapsedTime(_reported is null ? failingSince.Value : reason.Since) >= NoNews))
                {
                    LogFailed(logger, stream.Handler, stream.Product, exception.Message, exception.ProgramFault());
                    _reported = exception.Message;
                }

                // A stream that does not answer is its own domain's failure. A handler that has failed before has failed since then.
                if (!isAway)
                {
                    var since = _tries.Failure?.Since ?? time.GetUtcNow() - time.GetElapsedTime(failingSince.Value);
                    failures.Note(new SourceFailure(stream.Handler, _at?.Product, since, (_tries.Failure?.Tries ?? 0) + ++tries, At: null, exception.GetType().Name, exception.Message));
                }
            }

            await Task.Delay(RetryDelay, time, stoppingToken);
        }
    }

    // A port that refuses does so each time: the checkpoint, where its domain's database went back in time; this reader; or a version that is retired.
    private static bool IsAway(Exception exception) => exception is HttpRequestException
    {
        StatusCode: not (HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone),
    };

    private StreamReader NewReader() => ActivatorUtilities.CreateInstance<StreamReader>(services, services.GetRequiredService<IHttpClientFactory>().CreateClient(SdkExtensions.StreamClient), stream, time);

    // A handler that was away for longer than the product's retention goes on with the first event that there is, and its log says so.
    private async Task<IReadOnlyList<CloudEvent>> ReadAsync(StreamReader reader, ProductMajorVersion product, string? checkpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(product, checkpoint, cancellationToken);
        }
        catch (EventsExpiredException expired)
        {
            if (await database.InTransactionAsync(transaction => Checkpoints.TryMoveAsync(stream.Handler, product, checkpoint, expired.LastExpiredEventId, transaction, cancellationToken), cancellationToken))
            {
                LogExpired(logger, stream.Handler, stream.Product, checkpoint ?? "the start", expired.LastExpiredEventId);
            }

            return [];
        }
    }

    private async Task<ProductMajorVersion> BeginAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var product = await checkpoints.MajorAsync(stream, cancellationToken) ?? await reader.DefaultAsync(cancellationToken);
        if (await checkpoints.TryBeginAsync(stream.Handler, product, cancellationToken)
            && await checkpoints.OthersAsync(product, services.GetServices<ConsumedStream>().Select(known => known.Handler).Append(stream.Handler), cancellationToken) is { Count: > 0 } others)
        {
            LogNew(logger, stream.Handler, stream.Product, string.Join(", ", others));
        }

        return product;
    }

    // False where the handler failed: it is called again, as the checkpoint has not moved.
    private async Task<bool> TryHandlePageAsync(StreamReader reader, ProductMajorVersion product, string? checkpoint, IReadOnlyList<CloudEvent> page, CancellationToken cancellationToken)
    {
        var events = _tries.Of(page);
        if (events.Count > 0)
        {
            if (events.Count == page.Count)
            {
                reader.ReadAhead(product, events, cancellationToken);
            }

            try
            {
                await HandleAsync(product, checkpoint, events, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Note(product, events, exception);
                return false;
            }
        }

        EndFailure();
        return true;
    }

    private void EndFailure()
    {
        failures.End(stream.Handler, stream.Product.Product);
        _tries.Succeeded();
    }

    private Task HandleAsync(ProductMajorVersion product, string? checkpoint, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        if (await Checkpoints.TryMoveAsync(stream.Handler, product, checkpoint, events[^1].Id, transaction, cancellationToken))
        {
            await _handling.RunAsync(events, transaction, cancellationToken);
        }
    }, cancellationToken);

    // A reason is logged once, and again with the event once that is known; its stack is for the file alone.
    private void Note(ProductMajorVersion product, IReadOnlyList<CloudEvent> events, Exception exception)
    {
        var failure = _tries.Failed(events, exception);
        var at = failure.EventId is { } id ? $"event {id}" : $"one of {failure.Events} events from {events[0].Id}";
        failures.Note(new SourceFailure(stream.Handler, product, failure.Since, failure.Tries, at, failure.Type, failure.Message));
        var reason = $"{failure.Type}: {failure.Message}";
        if (_reported is null || !_reported.EndsWith(reason, StringComparison.Ordinal))
        {
            LogStack(logger, exception, stream.Handler, at);
        }

        if ((failure.EventId is not null || _reported is null) && _reported != $"{at} {reason}")
        {
            LogThrows(logger, stream.Handler, at, product.Reference, failure.Type, failure.Message);
            _reported = $"{at} {reason}";
        }
    }

    [LoggerMessage(3032, LogLevel.Warning, "{Handler} was behind the retention of {Product}: events after {Checkpoint} and up to {Last} are gone, and it goes on after them")]
    private static partial void LogExpired(ILogger logger, string handler, ProductReference product, string checkpoint, string last);

    [LoggerMessage(3037, LogLevel.Warning, "{Handler} is new and gets {Product} from its first event on. No handler is named {Others} any more, which followed it: a class that was renamed keeps its place by its earlier name, AddStreamHandler(name: …)")]
    private static partial void LogNew(ILogger logger, string handler, ProductReference product, string others);

    [LoggerMessage(3030, LogLevel.Warning, "{Handler} cannot go on with {Product} and tries again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string handler, ProductReference product, string reason, Exception? fault);

    [LoggerMessage(3034, LogLevel.Warning, "{Handler} throws at {Event} of {Product} and is called again: {Type}: {Reason}")]
    private static partial void LogThrows(ILogger logger, string handler, string @event, ProductReference product, string type, string reason);

    [LoggerMessage(3035, LogLevel.Information, "Stack of the exception of {Handler} at {Event}")]
    private static partial void LogStack(ILogger logger, Exception exception, string handler, string @event);

    [LoggerMessage(3036, LogLevel.Warning, "{Handler} skips event {Event} of {Product} at its owner's request, as dead letter {Id}")]
    private static partial void LogSkipped(ILogger logger, string handler, string @event, ProductReference product, long id);
}
