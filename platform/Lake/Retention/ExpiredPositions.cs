using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Parquet.Writing;
using MeshStarter.Lake.Reading;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Retention;

/// <summary>
/// Rows that have had their time, in files that have others too. They are looked for while the table is published to, and then written as
/// deletes of the table as it has become: what was replaced concurrently is not deleted twice.
/// </summary>
internal sealed class ExpiredPositions
{
    private readonly DuckDbConnection _session;
    private readonly IObjectStore _store;
    private readonly HashSet<string> _files;
    private readonly HashSet<string> _applied;

    private ExpiredPositions(DuckDbConnection session, IObjectStore store, ScanPlan read)
    {
        _session = session;
        _store = store;
        _files = read.Files.Select(file => file.File.Location).ToHashSet(StringComparer.Ordinal);
        _applied = PositionDeletes.FilesOf(read.Files).Select(file => file.Location).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Looks for them.</summary>
    /// <param name="session">A session of the engine; it keeps what is found.</param>
    /// <param name="store">The store of the table.</param>
    /// <param name="reader">Reads it.</param>
    /// <param name="plan">The files to look through.</param>
    /// <param name="condition">SQL that is true of the rows.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<ExpiredPositions> FindAsync(DuckDbConnection session, IObjectStore store, TableReader reader, ScanPlan plan, string condition, CancellationToken cancellationToken)
    {
        if (plan.Files.Count > 0)
        {
            var rows = await reader.Scan.BuildWithPositionsAsync(plan, cancellationToken);
            session.Execute($"CREATE TEMP TABLE expired AS SELECT \"{ScanSql.FileColumn}\", \"{ScanSql.RowColumn}\" FROM ({rows.Sql}) WHERE {condition}", cancellationToken);
        }

        return new ExpiredPositions(session, store, plan);
    }

    /// <summary>Whether a file was looked through.</summary>
    public bool IsOf(string location) => _files.Contains(location);

    /// <summary>Writes files that delete them.</summary>
    /// <param name="plan">The table as it is, with those files alone that were looked through and are still there.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task<IReadOnlyList<DataFile>> WriteAsync(ScanPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Files.Count == 0)
        {
            return [];
        }

        var files = plan.Files.Select(file => file.File).ToList();
        var concurrent = await PositionDeletes.LoadAsync(_session, [.. PositionDeletes.FilesOf(plan.Files).Where(file => !_applied.Contains(file.Location))], _store, cancellationToken);
        var rows = $"SELECT * FROM expired ANTI JOIN ({concurrent.Of(files)}) USING (\"{ScanSql.FileColumn}\", \"{ScanSql.RowColumn}\")";
        return await new PositionDeleteWriter(_store).WriteAsync(_session, rows, files, plan.Metadata, cancellationToken);
    }
}
