using System.Text.Json;
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
    DataProductId product, IServiceProvider services, NpgsqlDataSource database, TimeProvider time, ILogger<StreamWorker<THandler, TEvent>> logger) : BackgroundService
    where THandler : IStreamHandler<TEvent>
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly string Handler = typeof(THandler).FullName!;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reader = ActivatorUtilities.CreateInstance<StreamReader>(services, services.GetRequiredService<IHttpClientFactory>().CreateClient(SdkExtensions.StreamClient));
        string? failure = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var checkpoint = await CheckpointAsync(stoppingToken);
                var events = await reader.ReadAsync(product, checkpoint, stoppingToken);
                if (events.Count > 0)
                {
                    await HandleAsync(checkpoint, events, stoppingToken);
                }

                failure = null;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever the handler could not do, it is asked again: the checkpoint has not moved. The same reason is told once.
                if (failure != exception.Message)
                {
                    LogFailed(logger, Handler, product, exception.Message);
                    failure = exception.Message;
                }

                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    private async Task<string?> CheckpointAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT last_event_id FROM mesh.checkpoints WHERE handler = $1 AND product = $2");
        command.Parameters.Add(new() { Value = Handler });
        command.Parameters.Add(new() { Value = product.ToString() });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private async Task HandleAsync(string? checkpoint, IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await MoveAsync(checkpoint, events[^1].Id, transaction, cancellationToken))
        {
            return;
        }

        var handler = services.GetRequiredService<THandler>();
        await handler.HandleAsync([.. events.Select(Read)], transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // False when another replica moved the checkpoint meanwhile: then it has handled these events.
    private async Task<bool> MoveAsync(string? from, string to, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO mesh.checkpoints (handler, product, last_event_id, moved_at) VALUES ($1, $2, $4, now())
            ON CONFLICT (handler, product) DO UPDATE SET last_event_id = excluded.last_event_id, moved_at = excluded.moved_at
            WHERE checkpoints.last_event_id IS NOT DISTINCT FROM $3
            """,
            transaction.Connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = Handler },
                new() { Value = product.ToString() },
                new() { Value = from ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                new() { Value = to },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static StreamEvent<TEvent> Read(CloudEvent received) => new(
        received.Id,
        received.Time ?? default,
        (received.Data ?? throw new JsonException($"Event {received.Id} has no data.")).Deserialize<TEvent>(RowReading.Options)
            ?? throw new JsonException($"Event {received.Id} has no data."));

    [LoggerMessage(EventId = 3030, Level = LogLevel.Warning, Message = "{Handler} cannot go on with {Product} and tries again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string handler, DataProductId product, string reason);
}
