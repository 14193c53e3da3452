using System.Globalization;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Quality;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Lake.Quality;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// Steps 5 to 7, for rows of every source: writes them to files, validates them against the checks, and commits the files with the checks' results. A
/// publish that loses its race is repeated on the new state.
/// </summary>
internal sealed class TablePublish(ITableCatalog catalog, IObjectStore store, TableReader reader, TableCommitter committer, TableAudit audit, TimeProvider time)
{
    private const int OutboxTries = 5;
    private const int WholeTries = 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // Publishes of the outbox to a domain's tables wait for one another. A whole batch has many rows, and no other table waits for it.
    private static readonly TimeSpan OutboxCheck = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WholeCheck = TimeSpan.FromMinutes(10);

    /// <summary>Publishes a batch.</summary>
    public async Task<PublishOutcome> RunAsync(DataProductDescriptor product, PublishSource source, CancellationToken cancellationToken)
    {
        await using var files = new WrittenBatch(store);
        var start = time.GetTimestamp();
        var newId = Snapshot.NewId();
        var layout = (SpecId: -1, SchemaId: -1);
        for (var attempt = 1; ; attempt++)
        {
            var mayTryAgain = true;
            try
            {
                // One process publishes an outbox, and knows the table's state after its last commit: it need not load the table before each publish.
                var isKnown = !source.IsWhole && attempt == 1;
                var table = await ProductTable.OpenAsync(catalog, product, cancellationToken, isKnown);
                mayTryAgain = false;
                if (await source.BeginAsync(table, cancellationToken) is { } before)
                {
                    return before;
                }

                // Step 5: write
                mayTryAgain = true;
                using var session = source.Connect();
                if (!source.IsWhole || layout != (table.Metadata.DefaultSpecId, table.Metadata.CurrentSchemaId))
                {
                    await files.DiscardAsync();
                    files.Data = await source.WriteAsync(session, store, table.Metadata, cancellationToken);
                    layout = (table.Metadata.DefaultSpecId, table.Metadata.CurrentSchemaId);
                }

                // Not every publish reads the existing rows.
                ScanPlan? existing = null;
                async Task<ScanPlan> ExistingAsync(CancellationToken token) => existing ??= await reader.PlanAsync(table.Metadata, SnapshotChoice.Current, token);
                var rows = source.IsWhole ? await WrittenAsync(product, files.Data, await ExistingAsync(cancellationToken), cancellationToken) : "SELECT * FROM changed";
                var replaced = product.Key.Count > 0 || source.OverwritesPartitions || source.DeletedBy is { Count: > 0 } || BatchAudit.ReadsExisting(product)
                    ? await ReplacedRows.FindAsync(session, product, await ExistingAsync(cancellationToken), files.Data, rows, source.OverwritesPartitions, source.DeletedBy, reader.Scan, cancellationToken)
                    : null;

                // Step 6: audit
                var findings = await AuditAsync(session, product, source, files.Data, rows, replaced, ExistingAsync, cancellationToken);
                var report = new BatchReport
                {
                    BatchId = source.ReportId,
                    Version = product.Version,
                    CheckedAt = time.GetUtcNow(),
                    Rows = source.CountOf(files.Data),
                    DurationMs = (long)time.GetElapsedTime(start).TotalMilliseconds,
                    Results = [.. findings.Select(finding => finding.Result)],
                    Origin = source.Origin,
                };
                if (report.Results.Any(result => result.Quarantines))
                {
                    if (!isKnown || (await ProductTable.OpenAsync(catalog, product, cancellationToken)).MetadataLocation == table.MetadataLocation)
                    {
                        return new PublishOutcome(table.Metadata.CurrentSnapshot, findings) { Rows = report.Rows, Report = report };
                    }

                    continue;
                }

                // Step 7: publish
                var change = await ChangeAsync(session, source, files, replaced, table.Metadata, existing, cancellationToken) with { SnapshotId = newId, Report = source.DeletedBy is null ? report : null };
                var (after, snapshotId) = await files.CommitAsync(committer, table, change, cancellationToken);
                if (after.Metadata.SnapshotById(snapshotId) is { } snapshot)
                {
                    return new PublishOutcome(snapshot, findings) { Rows = report.Rows, Report = report with { SnapshotId = snapshotId } };
                }

                // The catalog accepted the batch before, and returned the table as it is.
                await files.DiscardAsync();
                return PublishedPosition.Of(after.Metadata) >= source.PositionOn(table.Metadata)
                    ? new PublishOutcome(after.Metadata.CurrentSnapshot, []) { IsRepeated = true }
                    : throw new IcebergConflictException($"{table.Identifier}: the catalog has taken batch {source.BatchId} before, and the table does not hold it any more.");
            }
            catch (IcebergConflictException) when (mayTryAgain && attempt < (source.IsWhole ? WholeTries : OutboxTries))
            {
                // The earlier commit may have changed the rows that the batch replaces; files that are written once stay as they are.
                await files.DiscardAsync(keepsData: source.IsWhole);
            }

            // Writers that wait equally long conflict again.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(LongestPause.TotalMilliseconds, 10 * Math.Pow(2, attempt))), time, cancellationToken);
        }
    }

    private async Task<string> WrittenAsync(DataProductDescriptor product, IReadOnlyList<DataFile> files, ScanPlan existing, CancellationToken cancellationToken)
    {
        var own = existing with { Files = [.. files.Select(file => new FileScan(file, 0, []))] };
        return TableRows.Of(own, await reader.Scan.BuildAsync(own, cancellationToken), product.Schema).Sql;
    }

    private async Task<IReadOnlyList<CheckFinding>> AuditAsync(
        DuckDbConnection session, DataProductDescriptor product, PublishSource source, IReadOnlyList<DataFile> batch, string rows, ReplacedRows? replaced, Func<CancellationToken, Task<ScanPlan>> planOf, CancellationToken cancellationToken)
    {
        if (source.DeletedBy is not null)
        {
            return [];
        }

        var implied = source.ImpliedChecks;
        IReadOnlyList<QualityCheck> checks = [.. implied, .. product.Quality.Checks];
        if (checks.Count == 0)
        {
            return [];
        }

        Dictionary<IReadOnlyList<string>, string?> like = [];
        foreach (var columns in checks.Where(check => check.Existing == ExistingRows.Same).Select(check => check.Columns))
        {
            // A row with the key of one of the batch's rows is replaced.
            like[columns] = replaced is null || (product.Key.Count > 0 && product.Key.All(columns.Contains)) ? null : await replaced.RemainingAsync(batch, columns, cancellationToken);
        }

        var audited = new AuditedBatch
        {
            Rows = rows,
            Existing = replaced is not null && checks.Any(check => check.Existing == ExistingRows.All) ? await replaced.RemainingAsync(batch, [], cancellationToken) : null,
            ExistingLike = columns => like[columns],
            Limit = source.IsWhole ? WholeCheck : OutboxCheck,
        };
        var findings = await audit.RunAsync(session, product with { Quality = product.Quality with { Checks = checks } }, audited, planOf, cancellationToken);
        return [.. findings.Where((finding, at) => at >= implied.Count || finding.Result.Quarantines)];
    }

    private async Task<SnapshotChange> ChangeAsync(
        DuckDbConnection session, PublishSource source, WrittenBatch files, ReplacedRows? replaced, TableMetadata table, ScanPlan? plan, CancellationToken cancellationToken)
    {
        HashSet<string> removed = [.. replaced?.Whole.Select(file => file.File.Location) ?? []];
        if (removed.Count > 0)
        {
            // Delete files of files that are removed whole are removed too.
            var deletes = new DeleteTargets(store);
            await deletes.LookAsync(session, plan!, cancellationToken);
            removed.UnionWith(deletes.NotOf(replaced!.Staying.Select(file => file.File.Location).ToHashSet(StringComparer.Ordinal)));
        }

        if (replaced?.Rows is { } rows)
        {
            files.Deletes = await new PositionDeleteWriter(store).WriteAsync(session, rows, [.. replaced.Staying.Select(file => file.File)], table, cancellationToken);
        }

        var summary = new Dictionary<string, string>(StringComparer.Ordinal) { [SnapshotSummaryKeys.BatchId] = source.BatchId };
        if (source.PositionOn(table) is var position and > 0)
        {
            summary[SnapshotSummaryKeys.OutboxPosition] = position.ToString(CultureInfo.InvariantCulture);
        }

        // The commit is void when another is first, so that its sequence number is known.
        var deletesThrough = source.DeletedBy is not null && files.Deletes.Count > 0 ? table.LastSequenceNumber + 1 : (long?)null;
        if (deletesThrough is { } through)
        {
            summary[SnapshotSummaryKeys.DeletedThrough] = through.ToString(CultureInfo.InvariantCulture);
        }

        return new SnapshotChange
        {
            Operation = removed.Count + files.Deletes.Count == 0 ? SnapshotOperations.Append : files.Data.Count == 0 ? SnapshotOperations.Delete : SnapshotOperations.Overwrite,
            AddedData = files.Data,
            AddedDeletes = files.Deletes,
            Removed = removed,
            Requirements = source.Requirements,
            Summary = summary,
            Updates = deletesThrough is { } number ? [DeletedRows.UpdateOf(number)] : [],
        };
    }
}
