using System.Globalization;
using System.Text;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Parquet.Writing;

/// <summary>
/// Writes rows to new Parquet files of a table, a file for each partition at least: columns with their field ids, packed with zstd, and
/// on the disk with their folders before the writer answers. Nothing refers to the files until they are committed.
/// </summary>
/// <param name="store">The store of the table.</param>
public sealed class DataFileWriter(IObjectStore store)
{
    /// <summary>A row group of so many rows fits into memory however wide they are, or nearly.</summary>
    private const int RowsOfSmallGroup = 2048;

    /// <summary>
    /// Rows that spread over more partitions than this are written together, by a spec of the table that divides nothing, if it has
    /// one: thousands of tiny files would serve no one. No bound by default.
    /// </summary>
    public int MostPartitions { get; init; } = int.MaxValue;

    /// <summary>Whether rows are known to be wide, and are written in small groups: reader and writer put a group's columns together in memory.</summary>
    public bool HasWideRows { get; init; }

    /// <summary>Writes the rows of a SELECT.</summary>
    /// <param name="session">A session of the engine, in UTC; it may get temporary tables.</param>
    /// <param name="select">A SELECT of columns with the names of the table's, of the same types or ones that cast to them. It may be run several times and must give the same rows.</param>
    /// <param name="table">The table: the rows are written by its current schema and its default partition spec (but see <see cref="MostPartitions"/>).</param>
    /// <param name="cancellationToken">Ends the writing; what was written is deleted.</param>
    /// <returns>The files, with what a manifest says of them; none where there are no rows.</returns>
    /// <exception cref="IcebergException">The table has a column or partition that cannot be written; the message names it.</exception>
    /// <exception cref="DuckDbException">The rows cannot be made, or the disk is full.</exception>
    public async Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection session, string select, TableMetadata table, CancellationToken cancellationToken)
    {
        var schema = table.CurrentSchema;
        var spec = table.DefaultSpec;
        EngineType.CheckNames(schema.Row, $"The table at {table.Location}");
        var rows = $"SELECT {string.Join(", ", schema.Fields.Select(Typed))} FROM ({select})";
        List<string> written = [];
        try
        {
            var files = spec.Fields.Count == 0
                ? WriteOne(session, rows, table, new PartitionTuple(spec.SpecId, []), "", written, cancellationToken)
                : WriteParts(session, rows, table, written, cancellationToken);
            await store.SealAsync([.. files.Select(file => file.Location)], cancellationToken);
            return files;
        }
        catch
        {
            await store.DiscardAsync(written);
            throw;
        }
    }

    private List<DataFile> WriteParts(DuckDbConnection session, string rows, TableMetadata table, List<string> written, CancellationToken cancellationToken)
    {
        var together = table.PartitionSpecs.FirstOrDefault(spec => spec.Fields.Count == 0);
        var split = PartitionSplit.Of(session, rows, table.CurrentSchema, table.DefaultSpec, together is null ? int.MaxValue : MostPartitions, cancellationToken);
        var types = table.PartitionType(table.DefaultSpec);
        if (together is not null && split.Tuples.Count > MostPartitions)
        {
            return WriteOne(session, rows, table, new PartitionTuple(together.SpecId, []), "", written, cancellationToken);
        }

        List<DataFile> files = [];
        if (split.Tuples.Count <= 1)
        {
            return split.Tuples.Count == 0 ? files : WriteOne(session, rows, table, split.Tuples[0], PartitionPath.Of(table.DefaultSpec, types, split.Tuples[0]), written, cancellationToken);
        }

        // The engine (1.5.6) keeps the order of a partition's rows but for some it buffers. It names folders by the numbers; each file then goes to the folder that people look for.
        var staging = store.PathForWriting($"{table.Location}/data/{Guid.CreateVersion7():N}/x");
        var folder = Path.GetDirectoryName(staging)!;
        try
        {
            foreach (var file in Copy(session, split.Numbered, folder, table, PartitionSplit.NumberColumn, cancellationToken))
            {
                var tuple = split.Tuples[int.Parse(file.Partition ?? "", NumberStyles.None, CultureInfo.InvariantCulture)];
                var location = NewLocation(table, PartitionPath.Of(table.DefaultSpec, types, tuple));
                written.Add(location);
                File.Move(file.Path, store.PathForWriting(location));
                files.Add(Described(session, file, table, tuple, location, cancellationToken));
            }
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return files;
    }

    private List<DataFile> WriteOne(DuckDbConnection session, string rows, TableMetadata table, PartitionTuple tuple, string partition, List<string> written, CancellationToken cancellationToken)
    {
        var location = NewLocation(table, partition);
        written.Add(location);
        var file = Copy(session, rows, store.PathForWriting(location), table, divideBy: null, cancellationToken).Single();
        if (file.Rows == 0)
        {
            File.Delete(file.Path);
            return [];
        }

        return [Described(session, file, table, tuple, location, cancellationToken)];
    }

    private IReadOnlyList<WrittenFile> Copy(DuckDbConnection session, string rows, string path, TableMetadata table, string? divideBy, CancellationToken cancellationToken)
    {
        var schema = Encoding.UTF8.GetString(IcebergJson.Write(table.CurrentSchema.WriteTo).Span);
        try
        {
            return Copy(HasWideRows ? RowsOfSmallGroup : null);
        }
        catch (DuckDbException exception) when (exception.Kind == DuckDbErrorKind.OutOfMemory && !HasWideRows)
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            return Copy(RowsOfSmallGroup);
        }

        IReadOnlyList<WrittenFile> Copy(int? groupRows) => WrittenFile.Copy(session, rows, path, FieldIds.Of(table.CurrentSchema.Fields), schema, divideBy, groupRows, cancellationToken);
    }

    private DataFile Described(DuckDbConnection session, WrittenFile file, TableMetadata table, PartitionTuple tuple, string location, CancellationToken cancellationToken)
    {
        var metrics = new WrittenMetrics(table.CurrentSchema.Fields);
        return new DataFile
        {
            Location = location,
            Format = DataFile.Parquet,
            Partition = tuple,
            RecordCount = file.Rows,
            SizeInBytes = file.Length,
            Metrics = metrics.Of(file, Nans(session, store.PathForWriting(location), metrics.Floating, cancellationToken)),
        };
    }

    private static Dictionary<int, long> Nans(DuckDbConnection session, string path, IReadOnlyList<(int Id, string Sql)> floating, CancellationToken cancellationToken)
    {
        if (floating.Count == 0)
        {
            return [];
        }

        var counts = string.Join(", ", floating.Select(column => $"count(*) FILTER (isnan({column.Sql}))"));
        using var result = session.Query($"SELECT {counts} FROM read_parquet({SqlText.Quote(ParquetSource.Exactly(path))}, hive_partitioning = false)", cancellationToken);
        var chunk = result.NextChunk(cancellationToken)!;
        return floating.Select((column, at) => (column.Id, Count: chunk[at].GetInt64(0))).ToDictionary(count => count.Id, count => count.Count);
    }

    private static string Typed(NestedField field) => field.Type is IcebergFixed
        ? throw new IcebergException($"Column {field.Name} is of type {field.Type}: the engine writes no bytes of fixed length.")
        : $"CAST({SqlIdentifier.Quote(field.Name)} AS {EngineType.Of(field.Type, field.Name)}) AS {SqlIdentifier.Quote(field.Name)}";

    private static string NewLocation(TableMetadata table, string partition) =>
        $"{table.Location}/data/{(partition.Length == 0 ? "" : partition + "/")}{Guid.CreateVersion7():N}.parquet";
}
