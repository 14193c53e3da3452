using System.Text.Json;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Sdk.Batches;
using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Quality;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeshStarter.Sdk.Branches;

/// <summary>
/// Publishes the changes that an owner wrote to a branch of a product's table with another Iceberg client. The rows are audited first. They are then
/// published like every row: through the outbox, so that they reach all ports of the product, or as one whole batch for a product that is published
/// in batches (<see cref="DataProductTable"/>).
/// </summary>
internal sealed class BranchPublisher(
    IServiceProvider services, ITableCatalog catalog, TableReader reader, TablePublisher tables, SnapshotReader rows, OutboxStore outbox, NpgsqlDataSource database)
{
    private const int EmittedAtOnce = 5_000;

    /// <summary>Publishes a branch. Its rows become events once, however often it is published.</summary>
    /// <returns>
    /// The branch's snapshot, the findings of the checks (without rows that were published before), and the number of rows to publish: none
    /// when a check quarantines them.
    /// </returns>
    /// <exception cref="IcebergValidationException">The branch does not exist, it removes rows, it needs a feature that is not supported here, or a pipeline computes the product.</exception>
    /// <exception cref="IcebergConflictException">Other writers have changed rows that the branch changes.</exception>
    /// <exception cref="IcebergException">The table cannot be read.</exception>
    /// <exception cref="ContractViolationException">A row breaks the contract; nothing was emitted.</exception>
    public async Task<(long SnapshotId, IReadOnlyList<CheckFinding> Findings, long Rows)> PublishAsync(OwnProduct product, string branch, CancellationToken cancellationToken)
    {
        if (product.HasPipeline)
        {
            throw new IcebergValidationException(
                $"branch: a pipeline computes the rows of {product.Id.Reference}, and its next run would take those of \"{branch}\" away again. Correct the pipeline or its inputs, and run the windows once more with `mesh pipeline backfill`.");
        }

        var table = await LoadAsync(product, cancellationToken);
        using var changed = await ChangedAsync(product, branch, table.Metadata, cancellationToken);
        return await ComesInBatchesAsync(product, table, cancellationToken)
            ? await PublishBatchAsync(product, branch, changed, cancellationToken)
            : await EmitAsync(product, branch, changed, cancellationToken);
    }

    private async Task<BranchRows> ChangedAsync(OwnProduct product, string branch, TableMetadata table, CancellationToken cancellationToken)
    {
        try
        {
            return await BranchRows.FindAsync(table, branch, product.Descriptor, reader, cancellationToken);
        }
        catch (IcebergNotReadException needed)
        {
            throw new IcebergValidationException($"branch: \"{branch}\" needs {needed.Feature}, which are not read here. Write its rows to a new branch without, and publish that.", needed);
        }
    }

    private async Task<(long SnapshotId, IReadOnlyList<CheckFinding> Findings, long Rows)> EmitAsync(OwnProduct product, string branch, BranchRows changed, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two publishes of branches at once would wait for each other.
        await transaction.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended('mesh branches', 0))", null, cancellationToken);
        var (emitted, isNew) = await EmitAsync(product, changed, transaction, cancellationToken);
        if (!isNew)
        {
            return (changed.SnapshotId, [], emitted);
        }

        if (product.Descriptor.Key is { Count: > 0 } key && await RowsOnTheirWay.CountRepeatedAsync(product.Id, key, transaction, cancellationToken) is var repeated and > 0)
        {
            return (changed.SnapshotId, [Repeated(key, repeated)], 0);
        }

        var findings = await tables.AuditAsync(product.Descriptor, changed.Sql, cancellationToken);
        if (findings.Any(finding => finding.Result.Quarantines))
        {
            return (changed.SnapshotId, findings, 0);
        }

        if (product.Descriptor.Key.Count > 0)
        {
            await RequireNewestAsync(product, branch, changed, transaction, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return (changed.SnapshotId, findings, emitted);
    }

    // One of them would win, and which one no reader of the branch could know. The table's checks see the last of each key alone.
    private static CheckFinding Repeated(IReadOnlyList<string> key, long rows) => new(
        new CheckResult
        {
            Check = new UniqueCheck(key),
            Outcome = CheckOutcome.Failed,
            FailingRows = rows,
            Reason = $"{rows} rows: another row of the branch has the same {string.Join(", ", key)}.",
        },
        []);

    // Equal rows are as many events as there are of them.
    private async Task<(long Emitted, bool IsNew)> EmitAsync(OwnProduct product, BranchRows changed, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var publisher = services.GetRequiredKeyedService<DataProductPublisher>($"{product.Name.Product}@{product.Id.Major}");
        var (emitted, added) = (0L, 0L);
        Dictionary<Guid, int> times = [];
        List<(JsonElement, Guid)> next = [];
        await foreach (var row in rows.ReadAsync(changed.Sql, cancellationToken))
        {
            var id = StableId.Of($"branch/{product.Id}/{changed.FirstId}/{BranchRowText.Of(row, changed.FirstColumns)}");
            var before = times.GetValueOrDefault(id);
            times[id] = before + 1;
            next.Add((row, before == 0 ? id : StableId.Of($"{id}/{before}")));
            emitted++;
            if (next.Count == EmittedAtOnce)
            {
                added += await publisher.EmitAllAsync(next, transaction, cancellationToken);
                next.Clear();
            }
        }

        return (emitted, added + await publisher.EmitAllAsync(next, transaction, cancellationToken) > 0);
    }

    // The table is read while others may emit, and then the rows that they emitted concurrently.
    private async Task RequireNewestAsync(OwnProduct product, string branch, BranchRows changed, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var now = (await LoadAsync(product, cancellationToken)).Metadata;
        await RequireNewestAsync(branch, changed, now, cancellationToken);
        try
        {
            if (await RowsOnTheirWay.CountAsync(product.Id, PublishedPosition.Of(now), transaction, cancellationToken) is var count and > 0)
            {
                throw new IcebergConflictException($"branch: of {count} of the keys that \"{branch}\" changes, others have emitted rows which the table does not hold yet. Publish it again in a moment.");
            }
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new IcebergConflictException("branch: a transaction of the domain that emits rows does not end. Publish the branch again when it has.", busy);
        }
    }

    private static async Task RequireNewestAsync(string branch, BranchRows changed, TableMetadata now, CancellationToken cancellationToken)
    {
        if (await changed.OvertakenAsync(now, cancellationToken) is var count and > 0)
        {
            throw new IcebergConflictException($"branch: main has changed {count} of the rows that \"{branch}\" changes, since that was made from it; an older state never takes the place of a newer row. Write them again to a new branch of main as it is now, and publish that.");
        }
    }

    private async Task<(long SnapshotId, IReadOnlyList<CheckFinding> Findings, long Rows)> PublishBatchAsync(OwnProduct product, string branch, BranchRows changed, CancellationToken cancellationToken)
    {
        var table = services.GetRequiredKeyedService<DataProductTable>($"{product.Name.Product}@{product.Id.Major}");
        var outcome = await table.PublishBranchAsync($"branch {changed.SnapshotId}", changed.Sql, (main, token) => RequireNewestAsync(branch, changed, main, token), cancellationToken);
        // Rows that fail are not quarantined: the branch holds them.
        return (changed.SnapshotId, outcome.Findings, outcome.IsQuarantined ? 0 : outcome.IsRepeated ? await changed.CountAsync(cancellationToken) : outcome.Rows);
    }

    // A product that is published in whole batches could take no more of them once one of its rows came through the outbox.
    private async Task<bool> ComesInBatchesAsync(OwnProduct product, LoadedTable table, CancellationToken cancellationToken) =>
        !product.Has(PortType.Stream) && table.Metadata.CurrentSnapshotId is not null && PublishedPosition.Of(table.Metadata) == 0
        && !await outbox.HasEntriesAsync(product.Id, cancellationToken);

    private async Task<LoadedTable> LoadAsync(OwnProduct product, CancellationToken cancellationToken) =>
        await catalog.LoadAsync(ProductTable.Of(product.Name, product.Id.Major), cancellationToken)
            ?? throw new IcebergValidationException($"branch: {product.Id.Reference} has no table yet.");
}
