using System.Data;
using System.Text.Json;
using MeshStarter.Platform.Sources.Definitions;
using Npgsql;
using Npgsql.Replication;
using NpgsqlTypes;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>The rows of a table at the point where its slot begins: the slot is created first, and the rows are read in the snapshot that it exports.</summary>
public sealed class TableSnapshot : IAsyncDisposable
{
    private readonly LogicalReplicationConnection _replication;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private TableSnapshot(LogicalReplicationConnection replication, NpgsqlTransaction transaction, NpgsqlLogSequenceNumber position, string tableId) =>
        (_replication, _connection, _transaction, Position, TableId) = (replication, transaction.Connection!, transaction, position, tableId);

    /// <summary>The position after which the slot sends changes.</summary>
    public NpgsqlLogSequenceNumber Position { get; }

    /// <summary>The number of the table on its server.</summary>
    public string TableId { get; }

    /// <summary>Creates the slot, in place of one of the same name, and opens its snapshot.</summary>
    /// <exception cref="SourceRefusedException">The table cannot be read.</exception>
    /// <exception cref="NpgsqlException">The server refuses it, such as because another process reads the slot.</exception>
    public static async Task<TableSnapshot> CreateAsync(SourceServer server, PostgresSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(source);
        var connection = await server.OpenAsync(cancellationToken);
        LogicalReplicationConnection? replication = null;
        try
        {
            await ServerPreparation.RequireAsync(connection, source, cancellationToken);
            replication = await server.OpenReplicationAsync(cancellationToken);
            // It waits for the transactions that run on the source's server.
            replication.CommandTimeout = Timeout.InfiniteTimeSpan;
            if (await SlotState.FindAsync(connection, source, cancellationToken) is not null)
            {
                await replication.DropReplicationSlot(source.Slot, wait: false, cancellationToken);
            }

            var slot = await replication.CreatePgOutputReplicationSlot(source.Slot, slotSnapshotInitMode: LogicalSlotSnapshotInitMode.Export, cancellationToken: cancellationToken);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await using var take = new NpgsqlCommand($"SET TRANSACTION SNAPSHOT '{slot.SnapshotName}'", connection, transaction);
            await take.ExecuteNonQueryAsync(cancellationToken);
            return new TableSnapshot(replication, transaction, slot.ConsistentPoint, (await PublishedTable.ReadAsync(connection, source, cancellationToken)).Id);
        }
        catch
        {
            if (replication is not null)
            {
                await replication.DisposeAsync();
            }

            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the rows.</summary>
    public IAsyncEnumerable<JsonElement> RowsAsync(PostgresSource source, CancellationToken cancellationToken) => TableRows.ReadAsync(_connection, source, "", [], cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
        await _replication.DisposeAsync();
    }
}
