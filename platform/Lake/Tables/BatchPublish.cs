using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake;

/// <summary>
/// Publishes whole batches. The rows go to files once; what they replace is looked for, and the checks that need the rows beside them
/// are run, anew on what came first whenever another commit does.
/// </summary>
internal sealed class BatchPublish(ITableCatalog catalog, IObjectStore store, TableReader reader, TableCommitter committer, TableAudit audit, TimeProvider time)
{
    private const int Tries = 20;

    /// <summary>What a column of a row takes in a file, roughly and rather too little, in bytes: what lies together too long is divided as it is folded.</summary>
    private const int BytesOfValue = 2;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Publishes a batch; <paramref name="offering"/> is told of each try what passed, before the catalog is.</summary>
    public async Task<PublishOutcome> RunAsync(
        DataProductDescriptor product, RowBatch batch, bool overwritesPartitions, Func<OfferedBatch, CancellationToken, Task> offering, CancellationToken cancellationToken)
    {
        var rows = batch.Typed(product.Schema);
        var files = new WrittenBatch(store);
        var (specId, schemaId) = (-1, -1);
        for (var attempt = 1; ; attempt++)
        {
            var (fits, isOffered) = (true, false);
            try
            {
                var table = await ProductTable.OpenAsync(catalog, product, cancellationToken);
                if (PublishedRows.Of(table.Metadata).SnapshotOf(batch.Id) is { } published)
                {
                    await files.DiscardAsync();
                    return new PublishOutcome(published, []) { IsRepeated = true };
                }

                fits = false;
                await batch.RequireFit(table.Metadata, cancellationToken);
                fits = true;
                using var session = batch.Workspace.Connect();
                if ((specId, schemaId) != (table.Metadata.DefaultSpecId, table.Metadata.CurrentSchemaId))
                {
                    // Step 5: write
                    await files.DiscardAsync();
                    files.Data = [];
                    files.Data = await WriteAsync(session, product, rows, table.Metadata, cancellationToken);
                    (specId, schemaId) = (table.Metadata.DefaultSpecId, table.Metadata.CurrentSchemaId);
                }

                var plan = await reader.PlanAsync(table.Metadata, SnapshotChoice.Current, cancellationToken);
                var own = plan with { Files = [.. files.Data.Select(file => new FileScan(file, 0, []))] };
                var written = TableRows.Of(own, await reader.Scan.BuildAsync(own, cancellationToken), product.Schema).Sql;
                var replaced = await ReplacedRows.FindAsync(session, product, plan, files.Data, written, overwritesPartitions, reader.Scan, cancellationToken);

                // Step 6: audit
                var findings = await AuditAsync(session, product, files.Data, written, replaced, plan, cancellationToken);
                var count = files.Data.Sum(file => file.RecordCount);
                if (findings.Any(finding => finding.Result.KeepsOut))
                {
                    await files.DiscardAsync();
                    return new PublishOutcome(table.Metadata.CurrentSnapshot, findings) { Rows = count };
                }

                // Step 7: publish
                var change = await ChangeAsync(session, batch.Id, files, replaced, plan, cancellationToken);
                await offering(new OfferedBatch(batch.Id, count, findings), cancellationToken);
                isOffered = true;
                var (after, snapshotId) = await committer.CommitAsync(table, change, cancellationToken);
                if (after.Metadata.SnapshotById(snapshotId) is { } snapshot)
                {
                    return new PublishOutcome(snapshot, findings) { Rows = count };
                }

                // The catalog took the batch before, and answered with the table as it is.
                await files.DiscardAsync();
                return new PublishOutcome(after.Metadata.CurrentSnapshot, []) { IsRepeated = true };
            }
            catch (IcebergConflictException) when (fits && attempt < Tries)
            {
                // What came first may have changed what the batch replaces; its own rows stay as they are written.
                await new WrittenBatch(store) { Deletes = files.Deletes }.DiscardAsync();
                files.Deletes = [];
                await PauseAsync(attempt, files, cancellationToken);
            }
            catch (Exception exception) when (!isOffered || exception is IcebergException)
            {
                // Nobody's; where it is not known whether the catalog took them, they stay.
                await files.DiscardAsync();
                throw;
            }
        }
    }

    private async Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection session, DataProductDescriptor product, string rows, TableMetadata table, CancellationToken cancellationToken)
    {
        var writer = new DataFileWriter(store);
        var order = KeyOrder.Of(product.Key);
        if (table.DefaultSpec.Fields.Count == 0)
        {
            return await writer.WriteAsync(session, $"{rows}{order}", table, cancellationToken);
        }

        // To divide rows they are looked at several times.
        session.Execute($"CREATE TEMP TABLE batch AS {rows}", cancellationToken);
        var bytes = session.Scalar<long>("SELECT count(*) FROM batch", cancellationToken) * product.Schema.Count * BytesOfValue;
        var files = await new DataFileWriter(store) { MostPartitions = PartitionBounds.Of(bytes) }.WriteAsync(session, $"SELECT * FROM batch{order}", table, cancellationToken);
        session.Execute("DROP TABLE batch", cancellationToken);
        return files;
    }

    private async Task<IReadOnlyList<CheckFinding>> AuditAsync(
        DuckDbConnection session, DataProductDescriptor product, IReadOnlyList<DataFile> batch, string rows, ReplacedRows replaced, ScanPlan plan, CancellationToken cancellationToken)
    {
        var implied = ImpliedChecks.Of(product);
        IReadOnlyList<QualityCheck> checks = [.. implied, .. product.Quality.Checks];
        if (checks.Count == 0)
        {
            return [];
        }

        Dictionary<IReadOnlyList<string>, string?> like = [];
        foreach (var unique in checks.OfType<QualityCheck.Unique>())
        {
            // Whoever has the key of one of the rows is replaced.
            like[unique.Columns] = product.Key.Count > 0 && product.Key.All(unique.Columns.Contains) ? null : await replaced.BesideAsync(batch, unique.Columns, cancellationToken);
        }

        var audited = new AuditedBatch
        {
            Rows = rows,
            Standing = checks.Any(BatchAudit.LooksAtAllStanding) ? await replaced.BesideAsync(batch, [], cancellationToken) : null,
            StandingLike = columns => like[columns],
            // Of many rows, and nobody else's tables wait for them.
            Limit = TimeSpan.FromMinutes(10),
        };
        var findings = await audit.RunAsync(session, product with { Quality = product.Quality with { Checks = checks } }, audited, _ => Task.FromResult(plan), cancellationToken);
        return [.. findings.Where((finding, at) => at >= implied.Count || finding.Result.KeepsOut)];
    }

    private async Task<SnapshotChange> ChangeAsync(DuckDbConnection session, string batchId, WrittenBatch files, ReplacedRows replaced, ScanPlan plan, CancellationToken cancellationToken)
    {
        var removed = replaced.Whole.Select(file => file.File.Location).ToHashSet(StringComparer.Ordinal);
        if (removed.Count > 0)
        {
            // Deletes of rows that go whole go with them.
            var deletes = new DeleteTargets(store);
            await deletes.LookAsync(session, plan, cancellationToken);
            removed.UnionWith(deletes.NotOf(replaced.Staying.Select(file => file.File.Location).ToHashSet(StringComparer.Ordinal)));
        }

        if (replaced.Rows is { } rows)
        {
            files.Deletes = await new PositionDeleteWriter(store).WriteAsync(session, rows, [.. replaced.Staying.Select(file => file.File)], plan.Metadata, cancellationToken);
        }

        return new SnapshotChange
        {
            Operation = removed.Count + files.Deletes.Count == 0 ? SnapshotOperations.Append : files.Data.Count == 0 ? SnapshotOperations.Delete : SnapshotOperations.Overwrite,
            AddedData = files.Data,
            AddedDeletes = files.Deletes,
            Removed = removed,
            IsOfItsParent = true,
            Summary = new Dictionary<string, string>(PublishedPosition.SummaryOf(plan.Metadata), StringComparer.Ordinal) { [SnapshotSummaryKeys.BatchId] = batchId },
        };
    }

    // Racers that wait equally long meet again.
    private async Task PauseAsync(int attempt, WrittenBatch files, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(LongestPause.TotalMilliseconds, 10 * Math.Pow(2, attempt))), time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await files.DiscardAsync();
            throw;
        }
    }
}
