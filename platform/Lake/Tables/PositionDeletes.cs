using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>The rows that some files delete by position, in a session of the engine.</summary>
internal sealed class PositionDeletes
{
    private readonly DuckDbConnection _session;
    private readonly Dictionary<string, string> _locations;

    private PositionDeletes(DuckDbConnection session, Dictionary<string, string> locations) => (_session, _locations) = (session, locations);

    /// <summary>Returns the position delete files of some data files, each once.</summary>
    public static IReadOnlyList<DataFile> FilesOf(IEnumerable<FileScan> files) =>
        [.. files.SelectMany(file => file.Deletes).Select(delete => delete.File).Where(file => file.Content == DataFileContent.PositionDeletes).DistinctBy(file => file.Location, StringComparer.Ordinal)];

    /// <summary>Reads delete files.</summary>
    /// <exception cref="StorageException">A file is missing.</exception>
    /// <exception cref="DuckDbException">A file cannot be read.</exception>
    public static async Task<PositionDeletes> LoadAsync(DuckDbConnection session, IReadOnlyList<DataFile> files, IObjectStore store, CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            session.Execute("CREATE OR REPLACE TEMP TABLE deleted(delete_file VARCHAR, location VARCHAR, pos BIGINT)", cancellationToken);
            return new PositionDeletes(session, []);
        }

        var paths = await store.PathsForReadingAsync([.. files.Select(file => file.Location)], cancellationToken);
        var fields = PositionDeleteSql.Fields;
        session.Execute(
            $"CREATE OR REPLACE TEMP TABLE deleted AS SELECT filename AS delete_file, {fields[0].Name} AS location, {fields[1].Name} AS pos FROM read_parquet({SqlText.List(paths.Select(ParquetSource.Exactly))}, filename = true, hive_partitioning = false)",
            cancellationToken);
        return new PositionDeletes(session, paths.Zip(files).ToDictionary(pair => pair.First, pair => pair.Second.Location, StringComparer.Ordinal));
    }

    /// <summary>Returns for each delete file the number of rows that it deletes from each data file; empty for a file that deletes nothing.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Targets(CancellationToken cancellationToken)
    {
        var targets = _session.Rows(
            "SELECT delete_file, location, count(DISTINCT pos) FROM deleted GROUP BY ALL",
            (chunk, row) => (File: _locations[chunk[0].GetString(row)], Location: chunk[1].GetString(row), Rows: chunk[2].GetInt64(row)),
            cancellationToken).ToLookup(target => target.File, StringComparer.Ordinal);
        return _locations.Values.ToDictionary(file => file, IReadOnlyDictionary<string, long> (file) => targets[file].ToDictionary(target => target.Location, target => target.Rows, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>Returns a SELECT of <see cref="ScanSql.FileColumn"/> and <see cref="ScanSql.RowColumn"/>: the rows that some files delete.</summary>
    public string Of(IEnumerable<DataFile> files)
    {
        _session.Execute($"CREATE OR REPLACE TEMP TABLE selected_deletes AS SELECT DISTINCT location AS \"{ScanSql.FileColumn}\", pos AS \"{ScanSql.RowColumn}\" FROM deleted WHERE location IN {SqlText.List(files.Select(file => file.Location))}");
        return "SELECT * FROM selected_deletes";
    }
}
