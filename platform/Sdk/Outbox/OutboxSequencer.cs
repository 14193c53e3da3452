using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Outbox;

/// <summary>
/// Step 2: assigns positions to committed outbox rows, in the order in which their transactions committed. One process does so at a
/// time (<see cref="SessionLock"/>, held by its connection), so positions become visible in order.
/// </summary>
internal sealed partial class OutboxSequencer(NpgsqlDataSource database, OutboxSignal signal, PipelineSignal pipelines, TimeProvider time, ILogger<OutboxSequencer> logger) : BackgroundService
{
    internal const string EmittedChannel = "mesh_emitted";
    private const string SequencedChannel = "mesh_sequenced";
    private const int BatchSize = 5_000;

    private static readonly SessionLock Leading = new(0x6D_65_73_68_00_01);

    // The limit matters for a very long import; its remaining rows follow in the next round.
    private const int MostOrdered = 500_000;

    private const int MostPatience = 128;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? reported = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(() => reported = null, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception.IsDatabaseFailure(stoppingToken))
            {
                // The sequencer tries every second; a failure is logged once.
                if (reported != exception.Message)
                {
                    LogConnectionLost(logger, reported = exception.Message);
                }

                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Ids are assigned when rows are emitted, and the first to emit may be the last to commit. Rows committed before the server recorded
    // commit times come first.
    private const string ByCommit = "pg_xact_commit_timestamp(xmin) NULLS FIRST, id";
    private const string ById = "id";

    private string _order = ByCommit;

    // A server that is gone is found out by the usual limit of a command. One that orders very many rows needs a multiple of it, which each try raises until they are ordered.
    private int _patience = 1;

    private async Task RunAsync(Action connected, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connected();
        connection.Notification += (_, sent) => (sent.Channel == PipelineSignal.Channel ? (WakeSignal)pipelines : signal).Pulse();
        await using (var listen = new NpgsqlCommand($"LISTEN {EmittedChannel}; LISTEN {SequencedChannel}; LISTEN {PipelineSignal.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        // Notifications sent before this connection listened may be lost, so the outbox is read now.
        signal.Pulse();
        var leads = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!leads && await Leading.TryTakeAsync(connection, cancellationToken))
            {
                leads = true;
                await ChooseOrderAsync(connection, cancellationToken);
            }

            while (leads && await OrderAsync(connection, cancellationToken) is { Length: > 0 } ordered)
            {
                foreach (var batch in ordered.Chunk(BatchSize))
                {
                    await SequenceAsync(connection, batch, cancellationToken);
                    signal.Pulse();
                }
            }

            await connection.WaitAsync(leads ? Polling.Sequencer : Polling.StandBy, cancellationToken);
        }
    }

    // The server's setting changes only with a restart of the server, and so with the connection.
    private async Task ChooseOrderAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SHOW track_commit_timestamp", connection);
        var order = (string)(await command.ExecuteScalarAsync(cancellationToken))! == "on" ? ByCommit : ById;
        if (order == ById && _order != ById)
        {
            LogNoCommitTimes(logger);
        }

        _order = order;
    }

    /// <summary>
    /// Returns the rows without a position, in order. Later commits come after them, because assigning a position makes a row one of
    /// another transaction.
    /// </summary>
    private async Task<long[]> OrderAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT array_agg(id) FROM (SELECT id FROM mesh.outbox WHERE position IS NULL ORDER BY {_order} LIMIT $1) AS unsequenced", connection)
        {
            Parameters = { new() { Value = MostOrdered } },
        };
        command.CommandTimeout *= _patience;
        try
        {
            var ordered = await command.ExecuteScalarAsync(cancellationToken) as long[] ?? [];
            _patience = ordered.Length < MostOrdered ? 1 : _patience;
            return ordered;
        }
        catch (NpgsqlException exception) when (exception.InnerException is TimeoutException)
        {
            _patience = Math.Min(_patience * 2, MostPatience);
            throw;
        }
    }

    private static async Task SequenceAsync(NpgsqlConnection connection, long[] ordered, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            WITH fresh AS MATERIALIZED (
                SELECT id, place FROM unnest($1) WITH ORDINALITY AS ordered(id, place)
            ), head AS (
                UPDATE mesh.outbox_head SET last_position = last_position + cardinality($1)
                RETURNING last_position - cardinality($1) AS base
            ), sequenced AS (
                UPDATE mesh.outbox SET position = head.base + fresh.place
                FROM fresh, head WHERE outbox.id = fresh.id
            )
            SELECT pg_notify('{SequencedChannel}', '')
            """,
            connection)
        {
            Parameters = { new() { Value = ordered } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(3001, LogLevel.Warning, "The outbox lost its database connection and tries again: {Reason}")]
    private static partial void LogConnectionLost(ILogger logger, string reason);

    [LoggerMessage(3002, LogLevel.Warning, "The database keeps no commit times: rows of transactions that overlap get their places in the order in which they were emitted. Set track_commit_timestamp = on in its configuration and start it again")]
    private static partial void LogNoCommitTimes(ILogger logger);
}
