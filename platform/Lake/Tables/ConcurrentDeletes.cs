using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// Rows that were deleted while their files were being compacted. Their keys find them in the new files, so that a compaction need not yield to every
/// publish of a current state. Without a key the rows are not looked for, and the compaction yields. It always yields to equality deletes.
/// </summary>
/// <param name="product">The table's product.</param>
/// <param name="compacted">The state that was read, with the files to compact.</param>
/// <param name="written">The new files.</param>
/// <param name="store">The table's store.</param>
/// <param name="reader">Reads the table.</param>
/// <param name="engine">The engine.</param>
internal sealed class ConcurrentDeletes(DataProductDescriptor product, ScanPlan compacted, IReadOnlyList<DataFile> written, IObjectStore store, TableReader reader, SpillingEngine engine)
{
    /// <summary>The last state whose deletes are applied to the new files.</summary>
    public Snapshot AppliedThrough { get; private set; } = compacted.Snapshot!;

    /// <summary>Applies deletes committed since <see cref="AppliedThrough"/> to the new files.</summary>
    /// <param name="now">The table's current state.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>Delete files to commit together with their data files.</returns>
    /// <exception cref="IcebergConflictException">Rows were deleted by their values.</exception>
    /// <exception cref="IcebergException">The table cannot be read or written; the message gives the cause.</exception>
    public async Task<IReadOnlyList<DataFile>> ApplyAsync(ScanPlan now, CancellationToken cancellationToken)
    {
        // In the partitions of the compacted rows such a file may delete other rows.
        if (compacted.Files.Count > 0 && now.Deletes.FirstOrDefault(delete => IsConcurrent(delete, DataFileContent.EqualityDeletes)) is { } byValue)
        {
            throw new IcebergConflictException($"{byValue.File.Location} deletes rows by their values since files were read that are to be compacted.");
        }

        if (product.Key.Count == 0 || now.Snapshot!.SnapshotId == AppliedThrough.SnapshotId)
        {
            return [];
        }

        var replaced = compacted.Files.ToDictionary(file => file.File.Location, StringComparer.Ordinal);
        var concurrent = now.Files.Where(file => replaced.ContainsKey(file.File.Location))
            .Select(file => file with { Deletes = [.. file.Deletes.Where(delete => IsConcurrent(delete, DataFileContent.PositionDeletes))] })
            .Where(file => file.Deletes.Count > 0).ToList();
        var files = concurrent.Count == 0 ? [] : await FindAsync(now with { Files = concurrent }, compacted with { Files = [.. concurrent.Select(file => replaced[file.File.Location])] }, cancellationToken);
        AppliedThrough = now.Snapshot;
        return files;
    }

    private bool IsConcurrent(DeleteFile delete, DataFileContent content) => delete.File.Content == content && delete.SequenceNumber > AppliedThrough.SequenceNumber;

    private async Task<IReadOnlyList<DataFile>> FindAsync(ScanPlan concurrent, ScanPlan before, CancellationToken cancellationToken)
    {
        using var session = engine.Connect();
        var deletes = await PositionDeletes.LoadAsync(session, PositionDeletes.FilesOf(concurrent.Files), store, cancellationToken);
        var rows = await reader.Scan.BuildWithPositionsAsync(before, cancellationToken);
        ChangedRows.LoadRows(
            session,
            product,
            $"SELECT {string.Join(", ", product.Key.Select(SqlIdentifier.Quote))} FROM ({rows.Sql}) SEMI JOIN ({deletes.Of(before.Files.Select(file => file.File))}) USING (\"{ScanSql.FileColumn}\", \"{ScanSql.RowColumn}\")",
            cancellationToken);
        var existing = await reader.Scan.BuildWithPositionsAsync(compacted with { Files = [.. written.Select(file => new FileScan(file, 0, []))] }, cancellationToken);
        session.Execute(
            $"CREATE TEMP TABLE replaced AS SELECT old.\"{ScanSql.FileColumn}\", old.\"{ScanSql.RowColumn}\" FROM ({existing.Sql}) AS old SEMI JOIN changed ON {SameKey.Of(product.Key)}",
            cancellationToken);
        return await new PositionDeleteWriter(store).WriteAsync(session, "SELECT * FROM replaced", written, concurrent.Metadata, cancellationToken);
    }
}
