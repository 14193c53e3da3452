using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Storage;
using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Brings metadata files into force, and takes away those that did not come to be.</summary>
internal sealed class MetadataSwap(TableStore tables, MetadataFiles files, TimeProvider time)
{
    private static readonly TimeSpan DoubtTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DoubtDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Moves one table, which no other commit may have changed.</summary>
    /// <exception cref="IcebergRefusedException">Another commit came first, or as for several tables.</exception>
    public async Task MoveAsync(TableMove move, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        if (!await TryAsync([move], key, StatusCodes.Status200OK, cancellationToken))
        {
            throw IcebergRefusedException.CommitFailed("Another commit came first. Try again.");
        }
    }

    /// <summary>Moves tables, all or none; false when another commit came first.</summary>
    /// <exception cref="IcebergRefusedException">A table to be made is there already, the database does not answer, or its outcome is unknown.</exception>
    public async Task<bool> TryAsync(IReadOnlyList<TableMove> moves, IdempotencyKey? key, int answerStatus, CancellationToken cancellationToken)
    {
        WriteOutcome outcome;
        try
        {
            outcome = await tables.WriteAsync(moves, key, answerStatus, cancellationToken);
        }
        catch (SwapInDoubtException)
        {
            outcome = await CompleteAsync(moves[0]);
            if (outcome != WriteOutcome.Done && moves[0].OldMetadataLocation is not null)
            {
                // The swap may still be on its way: the clean-up takes the files when nothing names them then. A creation is not: its transaction is over, and the
                // clean-up looks in folders of tables that are there.
                return false;
            }
        }
        catch (Exception exception)
        {
            await DiscardAsync(moves);
            if (exception is NpgsqlException and not PostgresException { InvariantSeverity: "ERROR", IsTransient: false })
            {
                throw IcebergRefusedException.Unavailable("The catalog's database does not answer now; nothing was committed. Try again in a moment.");
            }

            throw;
        }

        if (outcome == WriteOutcome.Done)
        {
            foreach (var move in moves)
            {
                files.Remember(move.TableId, move.Table);
                foreach (var superseded in await SupersededAsync(move))
                {
                    await files.DiscardAsync(superseded, move.Target.Domain);
                }
            }

            return true;
        }

        await DiscardAsync(moves);
        return outcome == WriteOutcome.Exists ? throw IcebergRefusedException.AlreadyExists($"Table already exists: {moves[0].Target}") : false;
    }

    /// <summary>Takes away files that never came into force.</summary>
    public async Task DiscardAsync(IEnumerable<TableMove> moves)
    {
        foreach (var move in moves.Where(move => move.IsWrittenHere))
        {
            await files.DiscardAsync(move.Table.MetadataLocation!, move.Target.Domain);
        }
    }

    // A domain's tables do not overlap. An earlier state of one of the platform's tables may be in another's folder, whose files are not its own to delete.
    private async Task<IReadOnlyList<string>> SupersededAsync(TableMove move)
    {
        if (move.Superseded.Count == 0 || move.Target.Domain is not null)
        {
            return move.Superseded;
        }

        try
        {
            return TableStorage.OwnFiles(move.Superseded, move.Table.Metadata.Location, (await tables.OthersAsync(move.TableId, CancellationToken.None)).Select(other => other.Location));
        }
        catch (NpgsqlException)
        {
            // The commit is made; what stays, a purge takes.
            return [];
        }
    }

    // The connection ended during the commit. Once the database answers again, the swap is there or it is not.
    private async Task<WriteOutcome> CompleteAsync(TableMove move)
    {
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < DoubtTimeout; await Task.Delay(DoubtDelay, time))
        {
            try
            {
                if (await tables.CompletedAsync(move, CancellationToken.None) is not { } row)
                {
                    return WriteOutcome.Lost;
                }

                // Another commit may be on top of this one already.
                return row.MetadataLocation == move.Table.MetadataLocation || move.IsIn((await files.LoadAsync(row, move.Target.Domain, CancellationToken.None)).Metadata)
                    ? WriteOutcome.Done
                    : WriteOutcome.Lost;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or StorageException or IcebergException)
            {
                // It does not answer yet, or the file of a commit on top of this one cannot be read: that is no refusal of this one.
            }
        }

        throw IcebergRefusedException.CommitStateUnknown("The catalog's database broke off while it committed, and has not answered since. Load the table to see whether the commit is there.");
    }
}
