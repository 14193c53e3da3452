using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Parquet.Writing;

/// <summary>Writes files that delete rows of a table by their positions, a file for each partition: sorted, with the field ids that the specification gives the two columns, and on the disk before the writer answers.</summary>
public sealed class PositionDeleteWriter
{
    private readonly IObjectStore _store;

    /// <summary>Makes a writer.</summary>
    /// <param name="store">The store of the table.</param>
    public PositionDeleteWriter(IObjectStore store) => _store = store;

    /// <summary>Writes the deletes of a SELECT.</summary>
    /// <param name="session">A session of the engine.</param>
    /// <param name="select">A SELECT of <see cref="ScanSql.FileColumn"/> and <see cref="ScanSql.RowColumn"/>: a file's location, and the number of a row in it, from 0. It is run several times and must give the same rows.</param>
    /// <param name="files">The files whose rows may be among them; each file's deletes are of its partition.</param>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Ends the writing; what was written is deleted.</param>
    /// <returns>The files, with what a manifest says of them; none where no row is deleted.</returns>
    /// <exception cref="IcebergException">A row is of a file that is not among them.</exception>
    public async Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection session, string select, IReadOnlyCollection<DataFile> files, TableMetadata table, CancellationToken cancellationToken)
    {
        var byLocation = files.ToDictionary(file => file.Location, StringComparer.Ordinal);
        var partitions = Locations(session, select, cancellationToken)
            .Select(location => byLocation.GetValueOrDefault(location) ?? throw new IcebergException($"Rows of {location} are to be deleted, and it is none of the files that were read."))
            .GroupBy(file => file.Partition).ToList();
        List<DataFile> written = [];
        try
        {
            foreach (var partition in partitions)
            {
                written.Add(Write(session, select, partition, table, cancellationToken));
            }

            await _store.SealAsync([.. written.Select(file => file.Location)], cancellationToken);
            return written;
        }
        catch
        {
            await _store.DiscardAsync(written.Select(file => file.Location));
            throw;
        }
    }

    private DataFile Write(DuckDbConnection session, string select, IGrouping<PartitionTuple, DataFile> partition, TableMetadata table, CancellationToken cancellationToken)
    {
        var locations = partition.Select(file => file.Location).ToList();
        var spec = table.SpecById(partition.Key.SpecId)!;
        var folder = PartitionPath.Of(spec, table.PartitionType(spec), partition.Key);
        var location = $"{table.Location}/data/{(folder.Length == 0 ? "" : folder + "/")}{Guid.CreateVersion7():N}-deletes.parquet";
        var fields = PositionDeleteSql.Fields;
        var rows = $"SELECT \"{ScanSql.FileColumn}\" AS {fields[0].Name}, CAST(\"{ScanSql.RowColumn}\" AS BIGINT) AS {fields[1].Name} FROM ({select})"
            + $" WHERE \"{ScanSql.FileColumn}\" IN {SqlText.List(locations)} ORDER BY ALL";
        var file = WrittenFile.Copy(session, rows, _store.PathForWriting(location), FieldIds.Of(fields), schemaJson: null, divideBy: null, groupRows: null, cancellationToken).Single();
        return new DataFile
        {
            Content = DataFileContent.PositionDeletes,
            Location = location,
            Format = DataFile.Parquet,
            Partition = partition.Key,
            RecordCount = file.Rows,
            SizeInBytes = file.Length,
            // Readers see from the whole paths which files it is of.
            Metrics = WithPaths(new WrittenMetrics(fields).Of(file, new Dictionary<int, long>()), locations),
            ReferencedDataFile = locations is [var only] ? only : null,
        };
    }

    private static ColumnMetrics WithPaths(ColumnMetrics metrics, IReadOnlyList<string> locations)
    {
        var type = PositionDeleteSql.Fields[0].Type;
        var lower = new Dictionary<int, byte[]>(metrics.LowerBounds!.ToDictionary()) { [ReservedFields.DeleteFilePath] = SingleValue.Encode(type, locations.Min(ValueOrder.Instance)!) };
        var upper = new Dictionary<int, byte[]>(metrics.UpperBounds!.ToDictionary()) { [ReservedFields.DeleteFilePath] = SingleValue.Encode(type, locations.Max(ValueOrder.Instance)!) };
        return metrics with { LowerBounds = ColumnBounds.Of(lower), UpperBounds = ColumnBounds.Of(upper) };
    }

    private static IReadOnlyList<string> Locations(DuckDbConnection session, string select, CancellationToken cancellationToken) =>
        session.Rows($"SELECT DISTINCT \"{ScanSql.FileColumn}\" AS location FROM ({select}) ORDER BY 1", static (chunk, row) => chunk[0].GetString(row), cancellationToken);
}
