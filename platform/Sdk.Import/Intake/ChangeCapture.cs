using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Postgres;
using MeshStarter.Sdk.Lineage;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>
/// Takes a table over by change capture: its rows in the snapshot of its slot, and then its changes. A transaction of the source is committed here as a whole
/// with its position, which is confirmed to the source after that. What was sent and not confirmed comes again, and is known by its position.
/// </summary>
internal sealed class ChangeCapture(IntakeContext context, PostgresSource source, TimeProvider time)
{
    private readonly SourceServer _server = new(Products.SourceConnections.KeyOf(context.Product, source), context.ConnectionString!);

    /// <summary>Runs until it is cancelled, fails, or an operator requests that all rows are read again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await ProductSources.NoteAsync(context.Product.Id, (_server.Namespace, $"{_server.Database}.{source.Schema}.{source.Table}"), context.Database, cancellationToken);
        var known = await context.Store.ReadAsync(context.Turn, cancellationToken);
        if (known.State is IntakeState.New or IntakeState.Snapshot || known.IsRequested)
        {
            await RequireOwnSlotAsync(known, cancellationToken);
            await TakeSnapshotAsync(cancellationToken);
            known = await context.Store.ReadAsync(context.Turn, cancellationToken);
        }

        await FollowAsync(known, cancellationToken);
    }

    private async Task RequireOwnSlotAsync(IntakePosition known, CancellationToken cancellationToken)
    {
        await using var connection = await _server.OpenAsync(cancellationToken);
        var slot = await SlotState.FindAsync(connection, source, cancellationToken);
        if (known.State == IntakeState.New && slot is not null)
        {
            throw new SourceRefusedException(source.Problem(
                "slot", $"slot {source.Slot} is there already, and this product has not made it.", $"name another slot, or run in the source's database: SELECT pg_drop_replication_slot('{source.Slot}');"));
        }

        RequireNoReader(slot);
    }

    // The server lets one process read a slot. It notices the end of one that was killed a moment later.
    private void RequireNoReader(SlotState? slot)
    {
        if (slot?.ActivePid is { } reader)
        {
            throw new SourceRefusedException(source.Problem(
                "slot", $"slot {source.Slot} is being read by another service (process {reader} of the source's server).", "stop that service, or name a slot here that no other service reads; it is tried again."));
        }
    }

    private async Task TakeSnapshotAsync(CancellationToken cancellationToken)
    {
        // Stored first: a slot that is left behind by a process that dies is known to be this product's.
        var generation = await context.Store.BeginSnapshotAsync(context.Turn, cancellationToken);
        var (position, tableId, system) = await TakeRowsAsync(generation, cancellationToken);
        await context.TakeWholeAsync(
            () => context.Database.InTransactionAsync(
                async transaction =>
                {
                    await context.Rows.DeleteOlderAsync(generation, transaction, cancellationToken);
                    await context.Store.EndSnapshotAsync(context.Turn, position, system, tableId, transaction, cancellationToken);
                },
                cancellationToken),
            cancellationToken);
    }

    // While the snapshot is open the source's server cannot vacuum: it ends with its last row.
    private async Task<(string Position, string TableId, string System)> TakeRowsAsync(long generation, CancellationToken cancellationToken)
    {
        await using var snapshot = await TableSnapshot.CreateAsync(_server, source, cancellationToken);
        await using var identified = await _server.OpenAsync(cancellationToken);
        var identity = await SourceIdentity.ReadAsync(identified, cancellationToken);
        await context.TakeAsync(snapshot.RowsAsync(source, cancellationToken).Select(row => new SourceChange(row, IsDelete: false)), generation, cancellationToken);
        return (snapshot.Position.ToString(), snapshot.TableId, identity.System);
    }

    private async Task FollowAsync(IntakePosition known, CancellationToken cancellationToken)
    {
        await using var connection = await _server.OpenAsync(cancellationToken);
        var position = await RequireSameAsync(connection, known, cancellationToken);
        await using var replication = await _server.OpenReplicationAsync(cancellationToken);
        var feed = new ChangeFeed(_server, source, replication, time);
        await using var pending = new PendingChanges(context, known.Generation, time);
        var rested = time.GetTimestamp();
        await foreach (var step in feed.ReadAsync(position, PendingChanges.DeletesTogether, cancellationToken))
        {
            switch (step)
            {
                case RowWritten written:
                    await pending.AddAsync(new SourceChange(written.Row, IsDelete: false), cancellationToken);
                    break;
                case RowDeleted deleted:
                    await pending.AddAsync(new SourceChange(deleted.Key, IsDelete: true), cancellationToken);
                    break;
                case TableTruncated:
                    await pending.AddDeleteOfAllAsync(cancellationToken);
                    break;
                case TransactionEnded ended:
                    position = ended.Position;
                    if (pending.AreDue(ended.IsFollowed))
                    {
                        await pending.CommitAsync(position, cancellationToken);
                        await feed.ConfirmAsync(position, isUrgent: false, cancellationToken);
                    }

                    break;
                case FeedIdle idle:
                    if (!pending.IsEmpty)
                    {
                        await pending.CommitAsync(position, cancellationToken);
                    }

                    position = idle.Position > position ? idle.Position : position;
                    if (time.GetElapsedTime(rested) < Polling.Source)
                    {
                        break;
                    }

                    await ServerPreparation.RequireFollowedAsync(connection, source, known.Of, cancellationToken);
                    if (await context.RestAsync(position.ToString(), cancellationToken))
                    {
                        return;
                    }

                    await feed.ConfirmAsync(position, isUrgent: true, cancellationToken);
                    rested = time.GetTimestamp();
                    break;
            }
        }
    }

    // Returns the position that changes follow from, if it is one of this slot and table.
    private async Task<NpgsqlLogSequenceNumber> RequireSameAsync(NpgsqlConnection connection, IntakePosition known, CancellationToken cancellationToken)
    {
        // That of a poll has no server.
        var position = known.System is not null ? NpgsqlLogSequenceNumber.Parse(known.Position!) : throw context.OtherPosition(source, "kind", "by polling, or from files");
        var identity = await SourceIdentity.ReadAsync(connection, cancellationToken);
        var slot = await SlotState.FindAsync(connection, source, cancellationToken);
        var gap = identity.System != known.System ? "the server or the database is not the one that was read" : SlotState.Gap(slot, source, position, identity.Written);
        if (gap is not null)
        {
            throw new SourceRefusedException(source.Problem("slot", $"changes may be missing: {gap}.", $"read all rows again: mesh source snapshot {context.Product.Name}.")) { NeedsSnapshot = true };
        }

        RequireNoReader(slot);
        await ServerPreparation.RequireFollowedAsync(connection, source, known.Of, cancellationToken);
        return position;
    }
}
