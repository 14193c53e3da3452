using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake;

/// <summary>The rows of a table's state that are deleted by position, in a session of the engine.</summary>
internal sealed class PositionDeletes
{
    private readonly DuckDbConnection _session;
    private readonly List<(string DeleteFile, string Location, long Rows)> _targets = [];

    private PositionDeletes(DuckDbConnection session) => _session = session;

    /// <summary>Reads them.</summary>
    /// <exception cref="StorageException">A file of deletes is missing.</exception>
    /// <exception cref="DuckDbException">A file of deletes cannot be read.</exception>
    public static async Task<PositionDeletes> LoadAsync(DuckDbConnection session, ScanPlan plan, IObjectStore store, CancellationToken cancellationToken)
    {
        var deletes = new PositionDeletes(session);
        var files = plan.Files.SelectMany(file => file.Deletes).Select(delete => delete.File).Where(file => file.Content == DataFileContent.PositionDeletes).DistinctBy(file => file.Location).ToList();
        if (files.Count == 0)
        {
            session.Execute("CREATE TEMP TABLE deleted(location VARCHAR, pos BIGINT)", cancellationToken);
            return deletes;
        }

        var paths = await store.PathsForReadingAsync([.. files.Select(file => file.Location)], cancellationToken);
        var fields = PositionDeleteSql.Fields;
        session.Execute(
            $"CREATE TEMP TABLE deleted AS SELECT filename AS delete_file, {fields[0].Name} AS location, {fields[1].Name} AS pos FROM read_parquet({SqlText.List(paths)}, filename = true, hive_partitioning = false)",
            cancellationToken);
        var byPath = paths.Zip(files).ToDictionary(pair => pair.First, pair => pair.Second.Location, StringComparer.Ordinal);
        using var result = session.Query("SELECT delete_file, location, count(DISTINCT pos) FROM deleted GROUP BY ALL", cancellationToken);
        while (result.NextChunk(cancellationToken) is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                deletes._targets.Add((byPath[chunk[0].GetString(row)], chunk[1].GetString(row), chunk[2].GetInt64(row)));
            }
        }

        return deletes;
    }

    /// <summary>How many rows of each file are deleted, by its location.</summary>
    public IReadOnlyDictionary<string, long> Rows => _targets.GroupBy(target => target.Location, StringComparer.Ordinal).ToDictionary(file => file.Key, file => file.Sum(target => target.Rows), StringComparer.Ordinal);

    /// <summary>A SELECT of <see cref="ScanSql.FileColumn"/> and <see cref="ScanSql.RowColumn"/>: the deleted rows of some files.</summary>
    public string Of(IEnumerable<DataFile> files)
    {
        _session.Execute($"CREATE OR REPLACE TEMP TABLE standing_deletes AS SELECT DISTINCT location AS \"{ScanSql.FileColumn}\", pos AS \"{ScanSql.RowColumn}\" FROM deleted WHERE location IN {SqlText.List(files.Select(file => file.Location))}");
        return "SELECT * FROM standing_deletes";
    }

    /// <summary>The files of deletes that only speak of other rows than those of some files.</summary>
    public IEnumerable<string> NotOf(IReadOnlySet<string> locations) =>
        _targets.GroupBy(target => target.DeleteFile, StringComparer.Ordinal).Where(file => !file.Any(target => locations.Contains(target.Location))).Select(file => file.Key);
}
