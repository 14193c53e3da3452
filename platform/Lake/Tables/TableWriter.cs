using System.Globalization;
using System.Security.Cryptography;
using MeshStarter.Contracts;
using MeshStarter.DuckDb;

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
    /// Publishes a batch: facts are appended; for a product with a key, each change replaces the row of its key.
    /// The same batch again (by its positions) changes nothing.
    /// </summary>
    /// <returns>The snapshot that holds the batch; null when the table has none and the batch is empty.</returns>
    /// <exception cref="SnapshotConflictException">Another process writes the same table.</exception>
    /// <exception cref="DuckDbException">A row does not fit its column's type.</exception>
    public async Task<TableSnapshot?> PublishAsync(DataProductDescriptor product, IReadOnlyList<RowChange> batch, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < CommitTries; attempt++)
        {
            var current = await _catalog.CurrentAsync(product.Name, cancellationToken);
            var published = PublishedPosition(current);
            var fresh = batch.Where(change => change.Position > published).ToList();
            if (fresh.Count == 0)
            {
                return current;
            }

            // Step 5: write
            var location = _bucket.TableLocation(product.Name, product.Version);
            Directory.CreateDirectory(Path.Combine(location, "data"));
            var retired = Retired(location, current);
            var (files, operation) = product.Key.Count > 0
                ? (Replace(product, current, fresh, location, cancellationToken), "overwrite")
                : Append(product, current, fresh, location, cancellationToken);

            // Step 7: publish
            var snapshot = Next(product, current, files, operation, fresh[^1].Position);
            if (await TryCommitAsync(snapshot, current, retired, cancellationToken))
            {
                retired.Add((current?.Files ?? []).Except(files).Select(file => file.Path));
                retired.DeleteExpired(files.Select(file => file.Path));
                return snapshot;
            }

            foreach (var orphan in files.Except(current?.Files ?? []))
            {
                File.Delete(orphan.Path);
            }
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

    private (IReadOnlyList<DataFile> Files, string Operation) Append(
        DataProductDescriptor product, TableSnapshot? current, IReadOnlyList<RowChange> batch, string location, CancellationToken cancellationToken)
    {
        using var connection = _engine.Connect();
        Load(connection, batch, cancellationToken);
        var schema = new ParquetSchema(product.Schema);
        var rows = $"SELECT {schema.Projection} FROM ({Rows(schema)}) ORDER BY {Position}";
        var existing = current?.Files ?? [];
        if (existing.Count < MaximumFiles)
        {
            return ([.. existing, Write(connection, rows, schema, location, cancellationToken)], "append");
        }

        var all = $"{GovernedView.Rows(product.Schema, existing)} UNION ALL BY NAME ({rows})";
        return ([Write(connection, all, schema, location, cancellationToken)], "replace");
    }

    private IReadOnlyList<DataFile> Replace(
        DataProductDescriptor product, TableSnapshot? current, IReadOnlyList<RowChange> batch, string location, CancellationToken cancellationToken)
    {
        using var connection = _engine.Connect();
        Load(connection, batch, cancellationToken);
        var schema = new ParquetSchema(product.Schema);
        var key = string.Join(", ", product.Key.Select(SqlIdentifier.Quote));
        connection.Execute(
            $"CREATE TEMP TABLE changed AS SELECT {schema.Projection} FROM ({Rows(schema)}) QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {Position} DESC) = 1",
            cancellationToken);
        // Not USING: a key without a value, which a descriptor is only warned of, would never be replaced.
        var same = string.Join(" AND ", product.Key.Select(SqlIdentifier.Quote).Select(column => $"old.{column} IS NOT DISTINCT FROM changed.{column}"));
        var rows = current is { Files.Count: > 0 }
            ? $"SELECT old.* FROM ({GovernedView.Rows(product.Schema, current.Files)}) AS old ANTI JOIN changed ON {same} UNION ALL BY NAME SELECT * FROM changed"
            : "SELECT * FROM changed";
        return [Write(connection, $"SELECT * FROM ({rows}) ORDER BY {key}", schema, location, cancellationToken)];
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

    private static DataFile Write(DuckDbConnection connection, string rows, ParquetSchema schema, string location, CancellationToken cancellationToken)
    {
        var path = Path.Combine(location, "data", $"{Guid.CreateVersion7():N}.parquet");
        try
        {
            connection.Execute($"COPY ({rows}) TO {SqlText.Quote(path)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {schema.FieldIds})", cancellationToken);
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
