using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;
using MeshStarter.Platform.Sources.Rows;

namespace MeshStarter.Platform.Sources.Files;

/// <summary>Reads the rows of a Parquet file with the engine, which casts each value to text.</summary>
public static class ParquetRows
{
    private const string Memory = "512MiB";
    private const string Broken = "it cannot be read to its end.";

    /// <summary>Reads the rows in their order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="lacked">Takes the columns that the file lacks, before its rows are read.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SourceRefusedException">The file is no Parquet file, cannot be read to its end, lacks a column that every row must have, or has a misspelt one.</exception>
    public static IEnumerable<FileRow> Read(string path, SourceColumns columns, Action<IReadOnlyList<string>> lacked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(lacked);
        using var engine = DuckDbDatabase.Open(settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["memory_limit"] = Memory, ["threads"] = "1" });
        using var connection = engine.Connect();
        connection.Execute("SET GLOBAL TimeZone = 'UTC'", cancellationToken);
        var file = $"read_parquet({SqlText.Quote(path)})";
        var types = Types(connection, file, cancellationToken);
        if (columns.Problem(types.Keys) is { } problem)
        {
            throw new SourceRefusedException($"it {problem}");
        }

        lacked(columns.LackedBy(types.Keys));
        var read = columns.All.DistinctBy(column => column.Name, StringComparer.Ordinal).Where(column => types.ContainsKey(column.Name)).ToList();
        var places = read.Index().ToDictionary(column => column.Item.Name, column => column.Index, StringComparer.Ordinal);
        var selected = read.Count == 0 ? "NULL" : string.Join(", ", read.Select(column => ParquetText.Of(SqlIdentifier.Quote(column.Name), types[column.Name], TypeOf(columns, column.Name))));
        using var result = Run(() => connection.Query($"SELECT {selected} FROM {file}", cancellationToken), Broken);
        var line = 0L;
        while (Run(() => result.NextChunk(cancellationToken), Broken) is { } chunk)
        {
            using (chunk)
            {
                for (var row = 0; row < chunk.RowCount; row++)
                {
                    var at = row;
                    yield return new FileRow(++line, columns.Row(name => places.TryGetValue(name, out var place) && !chunk[place].IsNull(at) ? chunk[place].GetString(at) : null), Problem: null);
                }
            }
        }
    }

    // Columns of the product that read one of the file may have several types: its bytes then stay bytes.
    private static ColumnType? TypeOf(SourceColumns columns, string name)
    {
        List<ColumnType> types = [.. columns.All.Where(column => string.Equals(column.Name, name, StringComparison.Ordinal)).Select(column => column.Column.Type)];
        return types.TrueForAll(type => type == types[0]) ? types[0] : null;
    }

    private static Dictionary<string, DuckDbType> Types(DuckDbConnection connection, string file, CancellationToken cancellationToken)
    {
        using var none = Run(() => connection.Query($"SELECT * FROM {file} LIMIT 0", cancellationToken), "it is no Parquet file.");
        return none.Columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
    }

    // A query reads the first rows already.
    private static T Run<T>(Func<T> read, string otherwise)
    {
        try
        {
            return read();
        }
        catch (DuckDbException failed)
        {
            var problem = failed.Kind switch
            {
                DuckDbErrorKind.OutOfMemory => $"reading it takes more than {Memory} of memory. Fix: write it with smaller row groups.",
                DuckDbErrorKind.Conversion => "a column that is a STRING in the product has bytes that are not UTF-8. Fix: write it as UTF-8, or declare it as BINARY.",
                DuckDbErrorKind.NotImplemented => "it uses a form of Parquet that is not read.",
                _ => otherwise,
            };
            throw new SourceRefusedException(problem, failed);
        }
    }
}
