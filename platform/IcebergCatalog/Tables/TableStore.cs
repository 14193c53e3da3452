using Dapper;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Namespaces;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>Keeps which tables there are and which metadata file of each is in force. A commit is one swap of that here.</summary>
internal sealed class TableStore(NpgsqlDataSource database, TableStorage storage, IdempotentAnswers answers, TimeProvider time)
{
    private const string Columns = "table_id, namespace, name, location, metadata_location";
    private const string Others = "SELECT namespace, location FROM iceberg_tables WHERE table_id <> @TableId";

    /// <summary>A table by name; null when there is none.</summary>
    public Task<TableRow?> FindAsync(NamespaceName space, string name, CancellationToken cancellationToken) => database.FirstAsync<TableRow>(
        $"SELECT {Columns} FROM iceberg_tables WHERE namespace = @Namespace AND name = @Name",
        new { Namespace = space.ToArray(), Name = name },
        cancellationToken);

    /// <summary>A table by name, and the text of its product's revision at this moment (<see cref="ProductRevisions"/>); null when there is none.</summary>
    public async Task<(TableRow Row, string? Revision)?> FindRevisedAsync(NamespaceName space, string name, DataProductId product, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = await connection.QueryAsync<TableRow, string?, (TableRow Row, string? Revision)>(
            new CommandDefinition(
                $"SELECT {Columns}, {ProductRevisions.Text} AS revision FROM iceberg_tables WHERE namespace = @Namespace AND name = @Name",
                new { Namespace = space.ToArray(), Name = name, Product = product.ToString(), Now = time.GetUtcNow() },
                cancellationToken: cancellationToken),
            (row, revision) => (row, revision),
            splitOn: "revision");
        return found.Cast<(TableRow, string?)?>().FirstOrDefault();
    }

    /// <summary>A table by name, and whether one of some batches is published in it (unless so long ago that it cannot come again); null when there is none.</summary>
    public async Task<(TableRow Row, bool HasBatch)?> FindAsync(NamespaceName space, string name, IReadOnlyList<string> batchIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = await connection.QueryAsync<TableRow, bool, (TableRow Row, bool HasBatch)>(
            new CommandDefinition(
                $"""
                SELECT {Columns}, EXISTS (SELECT 1 FROM iceberg_batches b WHERE b.table_id = t.table_id AND b.batch_id = ANY(@BatchIds)) AS has_batch
                FROM iceberg_tables t WHERE namespace = @Namespace AND name = @Name
                """,
                new { Namespace = space.ToArray(), Name = name, BatchIds = batchIds.ToArray() },
                cancellationToken: cancellationToken),
            (row, hasBatch) => (row, hasBatch),
            splitOn: "has_batch");
        return found.Cast<(TableRow, bool)?>().FirstOrDefault();
    }

    /// <summary>A table by the catalog's own id; null when it was dropped.</summary>
    public Task<TableRow?> FindAsync(Guid tableId, CancellationToken cancellationToken) => database.FirstAsync<TableRow>(
        $"SELECT {Columns} FROM iceberg_tables WHERE table_id = @TableId", new { TableId = tableId }, cancellationToken);

    /// <summary>All tables.</summary>
    public Task<IReadOnlyList<TableRow>> AllAsync(CancellationToken cancellationToken) => database.QueryAsync<TableRow>($"SELECT {Columns} FROM iceberg_tables", null, cancellationToken);

    /// <summary>All tables of a domain, in order of name.</summary>
    public Task<IReadOnlyList<TableRow>> OfDomainAsync(string domain, CancellationToken cancellationToken) =>
        database.QueryAsync<TableRow>($"SELECT {Columns} FROM iceberg_tables WHERE namespace = ARRAY[@Domain] ORDER BY name", new { Domain = domain }, cancellationToken);

    /// <summary>The names of a namespace's tables, in order.</summary>
    public Task<IReadOnlyList<string>> ListAsync(NamespaceName space, CancellationToken cancellationToken) => database.QueryAsync<string>(
        """SELECT name FROM iceberg_tables WHERE namespace = @Namespace ORDER BY name COLLATE "C" """, new { Namespace = space.ToArray() }, cancellationToken);

    /// <summary>Returns the namespaces and locations of all tables except the given one.</summary>
    public Task<IReadOnlyList<(string[] Namespace, string Location)>> OthersAsync(Guid tableId, CancellationToken cancellationToken) =>
        database.QueryAsync<(string[], string)>(Others, new { TableId = tableId }, cancellationToken);

    /// <summary>Moves tables to their new metadata files, all or none.</summary>
    /// <exception cref="SwapInDoubtException">The database did not say whether it was done.</exception>
    public async Task<WriteOutcome> WriteAsync(IReadOnlyList<TableMove> moves, IdempotencyKey? key, int answerStatus, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (key is null && moves is [{ OldMetadataLocation: not null, ClaimsLocation: false, Result: null } lone])
        {
            // One statement, which commits itself.
            return await CommittedAsync(() => SwapAsync(lone, connection, CancellationToken.None));
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // In one order everywhere, so that no two commits wait for each other.
        foreach (var move in moves.OrderBy(move => move.TableId))
        {
            var outcome = move.OldMetadataLocation is null ? await InsertAsync(move, transaction, cancellationToken)
                : move.Replaces ? await ReplaceAsync(move, connection, transaction, cancellationToken)
                : await SwapAsync(move, connection, cancellationToken);
            if (outcome != WriteOutcome.Done)
            {
                return outcome;
            }

            if (move.ClaimsLocation)
            {
                await RequireOwnFolderAsync(move, transaction, cancellationToken);
            }

            if (move.Result is { } result)
            {
                await result(transaction, cancellationToken);
            }
        }

        await answers.KeepAsync(key, transaction, answerStatus, moves.Count == 1 ? moves[0].TableId : null, body: null, cancellationToken);
        return await CommittedAsync(async () =>
        {
            await transaction.CommitAsync(CancellationToken.None);
            return WriteOutcome.Done;
        });
    }

    /// <summary>The table of a move once every transaction that is on its way is over; null when there is none.</summary>
    public async Task<TableRow?> CompletedAsync(TableMove move, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (move.OldMetadataLocation is null)
        {
            // A row that is not committed cannot be waited for, but its transaction has this lock, too.
            await LockLocationsAsync(move.Target, transaction, cancellationToken);
        }

        return await transaction.FirstAsync<TableRow>(
            $"SELECT {Columns} FROM iceberg_tables WHERE table_id = @TableId FOR UPDATE", new { move.TableId }, cancellationToken);
    }

    /// <summary>Takes a table out of the catalog; false when it is not there (any more), or not in this state.</summary>
    /// <param name="tableId">The table.</param>
    /// <param name="metadataLocation">Its state; null for any.</param>
    /// <param name="key">The key of the request; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> DropAsync(Guid tableId, string? metadataLocation, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var dropped = await transaction.ExecuteAsync(
            "DELETE FROM iceberg_tables WHERE table_id = @TableId AND metadata_location = coalesce(@MetadataLocation, metadata_location)",
            new { TableId = tableId, MetadataLocation = metadataLocation },
            cancellationToken);
        if (dropped == 0)
        {
            return false;
        }

        await answers.KeepAsync(key, transaction, StatusCodes.Status204NoContent, tableId: null, body: null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Gives a table another name, in a namespace that is there.</summary>
    public async Task<WriteOutcome> RenameAsync(Guid tableId, NamespaceName space, bool inDomain, string name, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await HoldNamespaceAsync(space, inDomain, transaction, cancellationToken);
        try
        {
            var renamed = await transaction.ExecuteAsync(
                "UPDATE iceberg_tables SET namespace = @Namespace, name = @Name, updated_at = @Now WHERE table_id = @TableId",
                new { TableId = tableId, Namespace = space.ToArray(), Name = name, Now = time.GetUtcNow() },
                cancellationToken);
            if (renamed == 0)
            {
                return WriteOutcome.Lost;
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return WriteOutcome.Exists;
        }

        await answers.KeepAsync(key, transaction, StatusCodes.Status204NoContent, tableId: null, body: null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return WriteOutcome.Done;
    }

    // From here on the wait must not be cancelled: a lost response does not mean a failed commit. An error response does.
    private static async Task<WriteOutcome> CommittedAsync(Func<Task<WriteOutcome>> commit)
    {
        try
        {
            return await commit();
        }
        catch (Exception exception) when (exception is NpgsqlException and not PostgresException { InvariantSeverity: "ERROR" } or TimeoutException or IOException or OperationCanceledException)
        {
            throw new SwapInDoubtException(exception);
        }
    }

    private async Task<WriteOutcome> InsertAsync(TableMove move, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await HoldNamespaceAsync(move.Target.Namespace, move.Target.Domain is not null, transaction, cancellationToken);
        var inserted = await transaction.ExecuteAsync(
            """
            INSERT INTO iceberg_tables (table_id, namespace, name, location, metadata_location, updated_at)
            VALUES (@TableId, @Namespace, @Name, @Location, @MetadataLocation, @Now) ON CONFLICT DO NOTHING
            """,
            new { move.TableId, Namespace = move.Target.Namespace.ToArray(), move.Target.Name, move.Table.Metadata.Location, move.Table.MetadataLocation, Now = time.GetUtcNow() },
            cancellationToken);
        if (inserted == 0)
        {
            return WriteOutcome.Exists;
        }

        await transaction.ExecuteAsync(
            $"INSERT INTO iceberg_batches {BatchesOf("iceberg_tables WHERE table_id = @TableId")}",
            new { move.TableId, BatchIds = move.BatchIds.ToArray(), move.Table.MetadataLocation, Now = time.GetUtcNow() },
            cancellationToken);
        return WriteOutcome.Done;
    }

    // The table and its batches, or neither.
    private async Task<WriteOutcome> SwapAsync(TableMove move, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var swapped = await connection.FirstAsync<int>(
                $"""
                WITH swapped AS (
                    UPDATE iceberg_tables SET metadata_location = @MetadataLocation, location = @Location, updated_at = @Now
                    WHERE table_id = @TableId AND metadata_location = @OldMetadataLocation
                    RETURNING table_id),
                kept AS (INSERT INTO iceberg_batches {BatchesOf("swapped")})
                SELECT count(*)::integer FROM swapped
                """,
                new { move.TableId, BatchIds = move.BatchIds.ToArray(), move.Table.Metadata.Location, move.OldMetadataLocation, move.Table.MetadataLocation, Now = time.GetUtcNow() },
                cancellationToken);
            return swapped == 1 ? WriteOutcome.Done : WriteOutcome.Lost;
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "iceberg_batches" })
        {
            return WriteOutcome.Lost;
        }
    }

    // Batches after the new state are not in the table any more. Of those before it, snapshots may have expired.
    private async Task<WriteOutcome> ReplaceAsync(TableMove move, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var outcome = await SwapAsync(move with { BatchIds = [] }, connection, cancellationToken);
        if (outcome == WriteOutcome.Done)
        {
            await transaction.ExecuteAsync(
                $"""
                DELETE FROM iceberg_batches WHERE table_id = @TableId AND extract(epoch FROM committed_at) * 1000 > @WrittenMs AND batch_id <> ALL(@BatchIds);
                INSERT INTO iceberg_batches {BatchesOf("iceberg_tables WHERE table_id = @TableId")} ON CONFLICT DO NOTHING;
                """,
                new { move.TableId, BatchIds = move.BatchIds.ToArray(), move.Table.MetadataLocation, Now = time.GetUtcNow(), WrittenMs = move.Table.Metadata.LastUpdatedMs },
                cancellationToken);
        }

        return outcome;
    }

    private static string BatchesOf(string table) =>
        $"(table_id, batch_id, metadata_location, committed_at) SELECT table_id, unnest(@BatchIds), @MetadataLocation, @Now FROM {table}";

    private async Task RequireOwnFolderAsync(TableMove move, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await LockLocationsAsync(move.Target, transaction, cancellationToken);
        storage.RequireOwnFolder(move.Table.Metadata.Location, await transaction.QueryAsync<(string[], string)>(Others, new { move.TableId }, cancellationToken));
    }

    private static Task LockLocationsAsync(TableTarget target, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('iceberg ' || @Owner, 0))", new { Owner = target.Domain ?? "" }, cancellationToken);

    private static async Task HoldNamespaceAsync(NamespaceName space, bool inDomain, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (!inDomain && !await NamespaceStore.LockAsync(space, "FOR SHARE", transaction, cancellationToken))
        {
            throw IcebergRefusedException.NoSuchNamespace(space);
        }
    }
}

/// <summary>The database ended the conversation during a commit.</summary>
internal sealed class SwapInDoubtException(Exception cause) : Exception("Whether the tables were moved is not known.", cause);
