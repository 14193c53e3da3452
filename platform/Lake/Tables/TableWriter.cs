using System.Globalization;
using System.Security.Cryptography;
using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Quality;

namespace MeshStarter.Lake;

/// <summary>
/// Publishes rows to the tables of one domain's bucket, one publish at a time. A publish is new files and then one swap in the catalog: a reader
/// sees the table before it or after it, and a crash between the two leaves the table as it was.
/// </summary>
public sealed class TableWriter : IDisposable
{
    /// <summary>Files a table may have before a publish folds them into one.</summary>
    private const int MaximumFiles = 24;

    private const int CommitTries = 5;

    // No column can be called so.
    private const string Position = "\"#position\"";

    private const string ChangedRows = "SELECT * FROM changed";

    private readonly Bucket _bucket;
    private readonly ITableCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly LakeEngine _engine;
    private readonly Dictionary<string, RetiredFiles> _retired = new(StringComparer.Ordinal);

    /// <summary>Makes the writer of a bucket.</summary>
    public TableWriter(Bucket bucket, ITableCatalog catalog, TimeProvider time)
    {
        _bucket = bucket;
        _catalog = catalog;
        _time = time;
        _engine = new LakeEngine(memoryLimitMiB: 512);
    }

    /// <summary>
    /// Publishes a batch that its product's checks let pass: facts are appended; for a product with a key, each change replaces
    /// the row of its key. The same batch again (by its positions) changes nothing.
    /// </summary>
    /// <exception cref="SnapshotConflictException">Another process writes the same table.</exception>
    /// <exception cref="DuckDbException">A row does not fit its column's type.</exception>
    public async Task<PublishOutcome> PublishAsync(DataProductDescriptor product, IReadOnlyList<RowChange> batch, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < CommitTries; attempt++)
        {
            var current = await _catalog.CurrentAsync(product.Name, cancellationToken);
            var published = PublishedPosition(current);
            var fresh = batch.Where(change => change.Position > published).ToList();
            if (fresh.Count == 0)
            {
                return new PublishOutcome(current, []);
            }

            // Step 5: write
            var location = _bucket.TableLocation(product.Name, product.Version);
            Directory.CreateDirectory(Path.Combine(location, "data"));
            var retired = Retired(location, current);
            using var connection = _engine.Connect();
            Change(connection, product, fresh, cancellationToken);
            var standing = Standing(product, current);
            var (files, operation) = product.Key.Count > 0
                ? (Replace(connection, product, standing, location, cancellationToken), "overwrite")
                : Append(connection, product, current?.Files ?? [], standing, location, cancellationToken);

            // Step 6: audit
            var findings = BatchAudit.Run(
                connection,
                product,
                new AuditedBatch { Rows = ChangedRows, Standing = standing, AddedBy = count => AddedBy(product, current, count), Referenced = await ReferencedAsync(product, cancellationToken) },
                _time.GetUtcNow(),
                cancellationToken);
            if (findings.Any(finding => finding.Result.KeepsOut))
            {
                Discard(files, current);
                return new PublishOutcome(current, findings);
            }

            // Step 7: publish
            var snapshot = Next(product, current, files, operation, fresh[^1].Position);
            if (await TryCommitAsync(snapshot, current, retired, cancellationToken))
            {
                retired.Add((current?.Files ?? []).Except(files).Select(file => file.Path));
                retired.DeleteExpired(files.Select(file => file.Path));
                return new PublishOutcome(snapshot, findings);
            }

            Discard(files, current);
        }

        throw new SnapshotConflictException(product.Name);
    }

    /// <summary>The last outbox position that a snapshot holds; 0 where there is none.</summary>
    public static long PublishedPosition(TableSnapshot? snapshot) =>
        snapshot is not null && snapshot.Summary.TryGetValue(SnapshotSummaryKeys.OutboxPosition, out var position)
            ? long.Parse(position, CultureInfo.InvariantCulture)
            : 0;

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    // The rows of a batch, typed and in their order; of a key that changed several times the last state.
    private static void Change(DuckDbConnection connection, DataProductDescriptor product, IReadOnlyList<RowChange> batch, CancellationToken cancellationToken)
    {
        Load(connection, batch, cancellationToken);
        var schema = new ParquetSchema(product.Schema);
        var last = product.Key.Count == 0
            ? $" ORDER BY {Position}"
            : $" QUALIFY row_number() OVER (PARTITION BY {string.Join(", ", product.Key.Select(SqlIdentifier.Quote))} ORDER BY {Position} DESC) = 1";
        connection.Execute($"CREATE TEMP TABLE changed AS SELECT {schema.Projection} FROM ({Rows(schema)}){last}", cancellationToken);
    }

    // What readers see beside the batch once it is published.
    private static string? Standing(DataProductDescriptor product, TableSnapshot? current)
    {
        if (current is not { Files.Count: > 0 })
        {
            return null;
        }

        // Not USING: a key without a value, which a descriptor is only warned of, would never be replaced.
        var rows = GovernedView.Rows(product.Schema, current.Files);
        var same = product.Key.Select(SqlIdentifier.Quote).Select(column => $"old.{column} IS NOT DISTINCT FROM changed.{column}");
        return product.Key.Count == 0 ? rows : $"SELECT old.* FROM ({rows}) AS old ANTI JOIN changed ON {string.Join(" AND ", same)}";
    }

    private static (IReadOnlyList<DataFile> Files, string Operation) Append(
        DuckDbConnection connection, DataProductDescriptor product, IReadOnlyList<DataFile> existing, string? standing, string location, CancellationToken cancellationToken) =>
        existing.Count < MaximumFiles
            ? ([.. existing, Write(connection, ChangedRows, product, location, cancellationToken)], "append")
            : ([Write(connection, $"{standing} UNION ALL BY NAME ({ChangedRows})", product, location, cancellationToken)], "replace");

    private static IReadOnlyList<DataFile> Replace(DuckDbConnection connection, DataProductDescriptor product, string? standing, string location, CancellationToken cancellationToken)
    {
        var rows = standing is null ? ChangedRows : $"{standing} UNION ALL BY NAME {ChangedRows}";
        return [Write(connection, $"SELECT * FROM ({rows}) ORDER BY {string.Join(", ", product.Key.Select(SqlIdentifier.Quote))}", product, location, cancellationToken)];
    }

    // Each publish of facts is a file, until they are folded into one.
    private static string? AddedBy(DataProductDescriptor product, TableSnapshot? current, int snapshots) =>
        current is { Files.Count: > 0 } ? GovernedView.Rows(product.Schema, [.. current.Files.TakeLast(snapshots)]) : null;

    // Values of the domain's own products; what others have is not in its bucket.
    private async Task<Func<DataProductId, string, string?>> ReferencedAsync(DataProductDescriptor product, CancellationToken cancellationToken)
    {
        Dictionary<DataProductId, IReadOnlyList<DataFile>> files = [];
        foreach (var other in product.Quality.Checks.OfType<QualityCheck.Referential>().Select(check => check.ToProduct).Distinct().Where(other => other.Domain == product.Name.Domain))
        {
            files[other] = (await _catalog.CurrentAsync(other, cancellationToken))?.Files ?? [];
        }

        return (other, column) => !files.TryGetValue(other, out var known) ? null
            : known.Count == 0 ? $"SELECT NULL AS {SqlIdentifier.Quote(column)} WHERE false"
            : $"SELECT {SqlIdentifier.Quote(column)} FROM read_parquet({SqlText.List(known.Select(file => file.Path))}, union_by_name = true, hive_partitioning = false)";
    }

    private static void Discard(IReadOnlyList<DataFile> files, TableSnapshot? current)
    {
        foreach (var orphan in files.Except(current?.Files ?? []))
        {
            File.Delete(orphan.Path);
        }
    }

    private async Task<bool> TryCommitAsync(TableSnapshot snapshot, TableSnapshot? current, RetiredFiles retired, CancellationToken cancellationToken)
    {
        try
        {
            return await _catalog.TryCommitAsync(snapshot, cancellationToken);
        }
        catch
        {
            // Whether it was committed shows in the next snapshot; until then its files are nobody's.
            retired.Add(snapshot.Files.Except(current?.Files ?? []).Select(file => file.Path));
            throw;
        }
    }

    // At first also what a crash left between writing and publishing, and what an earlier process had not yet deleted.
    private RetiredFiles Retired(string location, TableSnapshot? current)
    {
        if (!_retired.TryGetValue(location, out var retired))
        {
            retired = new RetiredFiles(_time);
            retired.Add(Directory.EnumerateFiles(Path.Combine(location, "data"), "*.parquet")
                .Except((current?.Files ?? []).Select(file => file.Path), StringComparer.Ordinal));
            _retired.Add(location, retired);
        }

        return retired;
    }

    private static void Load(DuckDbConnection connection, IReadOnlyList<RowChange> batch, CancellationToken cancellationToken)
    {
        connection.Execute("CREATE TEMP TABLE batch(position BIGINT NOT NULL, \"row\" JSON NOT NULL)", cancellationToken);
        using var appender = connection.Appender(null, "batch");
        foreach (var change in batch)
        {
            appender.Append(change.Position);
            appender.Append(change.Row);
            appender.EndRow();
        }

        appender.Flush();
    }

    private static string Rows(ParquetSchema schema) => $"SELECT position AS {Position}, json_extract(\"row\", {schema.Paths}) AS {ParquetSchema.Values} FROM batch";

    private static DataFile Write(DuckDbConnection connection, string rows, DataProductDescriptor product, string location, CancellationToken cancellationToken)
    {
        var path = Path.Combine(location, "data", $"{Guid.CreateVersion7():N}.parquet");
        try
        {
            connection.Execute($"COPY ({rows}) TO {SqlText.Quote(path)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {new ParquetSchema(product.Schema).FieldIds})", cancellationToken);
            var count = connection.Scalar<long>($"SELECT num_rows FROM parquet_file_metadata({SqlText.Quote(path)})", cancellationToken);
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(file);
            return new DataFile(path, count, RandomAccess.GetLength(file));
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    private TableSnapshot Next(DataProductDescriptor product, TableSnapshot? current, IReadOnlyList<DataFile> files, string operation, long position) => new()
    {
        // JavaScript readers hold numbers as doubles: ids stay below 2^53.
        SnapshotId = RandomNumberGenerator.GetInt32(1, 1 << 21) * (1L << 32) + RandomNumberGenerator.GetInt32(int.MaxValue),
        ParentSnapshotId = current?.SnapshotId,
        SequenceNumber = (current?.SequenceNumber ?? 0) + 1,
        Timestamp = _time.GetUtcNow(),
        Product = product.Name,
        Version = product.Version,
        Files = files,
        Summary = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SnapshotSummaryKeys.Operation] = operation,
            [SnapshotSummaryKeys.TotalRecords] = files.Sum(file => file.RecordCount).ToString(CultureInfo.InvariantCulture),
            [SnapshotSummaryKeys.OutboxPosition] = position.ToString(CultureInfo.InvariantCulture),
        },
    };
}
