using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;

namespace MeshStarter.LakeKit;

/// <summary>A file that deletes rows by the values of a column, as Flink writes it; no writer of the mesh does.</summary>
public static class EqualityDeleteFile
{
    /// <summary>Writes it.</summary>
    /// <param name="session">A session of the engine.</param>
    /// <param name="store">The store of the table.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">The column.</param>
    /// <param name="values">A SELECT of the values, with the column's name and type.</param>
    /// <param name="partition">Whose rows are meant; null for a table without partitions.</param>
    public static DataFile Write(DuckDbConnection session, IObjectStore store, TableMetadata table, string column, string values, PartitionTuple? partition = null)
    {
        var field = table.CurrentSchema.FindField(column)!;
        var location = $"{table.Location}/data/{Guid.NewGuid():N}.parquet";
        var path = store.PathForWriting(location);
        session.Execute($"COPY ({values}) TO {SqlText.Quote(path)} (FORMAT parquet, FIELD_IDS {{{column}: {field.Id}}})");
        return new DataFile
        {
            Content = DataFileContent.EqualityDeletes,
            Location = location,
            Format = DataFile.Parquet,
            Partition = partition ?? PartitionTuple.Unpartitioned,
            RecordCount = session.Scalar<long>($"SELECT count(*) FROM ({values})"),
            SizeInBytes = new FileInfo(path).Length,
            EqualityIds = [field.Id],
        };
    }
}
