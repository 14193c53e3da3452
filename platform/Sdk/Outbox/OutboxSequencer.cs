using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Outbox;

/// <summary>
/// Step 2: gives committed outbox rows their positions. One process does so at a time (an advisory lock held by its
/// connection; when it dies another takes over), so positions become visible in order.
/// </summary>
internal sealed partial class OutboxSequencer(NpgsqlDataSource database, OutboxSignal signal, ILogger<OutboxSequencer> logger) : BackgroundService
{
    internal const string EmittedChannel = "mesh_emitted";
    private const string SequencedChannel = "mesh_sequenced";
    private const long LeaderLock = 0x6D_65_73_68_00_01;
    private const int BatchSize = 5_000;

    // Notifications wake the sequencer at once; the pause only bounds what a lost one could cost.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(() => told = null, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException)
            {
                // It is tried every second; why it fails is told once.
                if (told != exception.Message)
                {
                    LogConnectionLost(logger, told = exception.Message);
                }

                await Task.Delay(RetryDelay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(Action connected, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connected();
        connection.Notification += (_, _) => signal.Pulse();
        await using (var listen = new NpgsqlCommand($"LISTEN {EmittedChannel}; LISTEN {SequencedChannel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        // Whatever was told before this connection listened, or while there was none, is looked for now.
        signal.Pulse();
        var leads = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            leads = leads || await TryLeadAsync(connection, cancellationToken);
            if (leads)
            {
                while (await SequenceAsync(connection, cancellationToken) > 0)
                {
                    signal.Pulse();
                }
            }

            await connection.WaitAsync(Pause, cancellationToken);
        }
    }

    private static async Task<bool> TryLeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = LeaderLock } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<int> SequenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            WITH fresh AS MATERIALIZED (
                SELECT id, row_number() OVER (ORDER BY id) AS place
                FROM (SELECT id FROM mesh.outbox WHERE position IS NULL ORDER BY id LIMIT $1) AS unsequenced
            ), head AS (
                UPDATE mesh.outbox_head SET last_position = last_position + (SELECT count(*) FROM fresh)
                WHERE EXISTS (SELECT FROM fresh)
                RETURNING last_position - (SELECT count(*) FROM fresh) AS base
            ), sequenced AS (
                UPDATE mesh.outbox SET position = head.base + fresh.place
                FROM fresh, head WHERE outbox.id = fresh.id
                RETURNING outbox.id
            )
            SELECT count(*)::int, CASE WHEN count(*) > 0 THEN pg_notify('{SequencedChannel}', '') END FROM sequenced
            """,
            connection)
        {
            Parameters = { new() { Value = BatchSize } },
        };
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "The outbox lost its database connection and tries again: {Reason}")]
    private static partial void LogConnectionLost(ILogger logger, string reason);
}
