using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;

namespace MeshStarter.Lake.Parquet.Writing;

/// <summary>The engine's report about a file that it wrote.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Columns">The statistics of each column, by the column's quoted path: <c>"a"."b"</c>.</param>
/// <param name="Partition">The value that all its rows have in the column they were divided by; null when they were not divided.</param>
internal sealed record WrittenFile(string Path, long Rows, long Length, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Columns, string? Partition)
{
    /// <summary>Writes the rows of a SELECT.</summary>
    /// <param name="session">A session of the engine, in UTC.</param>
    /// <param name="select">The SELECT.</param>
    /// <param name="path">A file, or where <paramref name="divideBy"/> is given a folder.</param>
    /// <param name="fieldIds">The columns' ids.</param>
    /// <param name="schemaJson">The table's schema, which some readers look for in the file.</param>
    /// <param name="divideBy">A column that is not written, but divides the rows into files; null for one file.</param>
    /// <param name="groupRows">The most rows of a row group; null for as many as the engine likes.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static IReadOnlyList<WrittenFile> Copy(DuckDbConnection session, string select, string path, string fieldIds, string? schemaJson, string? divideBy, int? groupRows, CancellationToken cancellationToken)
    {
        var options = $"FORMAT parquet, COMPRESSION zstd, RETURN_STATS, FIELD_IDS {fieldIds}"
            + (schemaJson is null ? "" : $", KV_METADATA {{'iceberg.schema': {SqlText.Quote(schemaJson)}}}")
            + (divideBy is null ? "" : $", PARTITION_BY ({SqlIdentifier.Quote(divideBy)})")
            + (groupRows is null ? "" : $", ROW_GROUP_SIZE {groupRows}");
        using var result = session.Query($"COPY ({select}) TO {SqlText.Quote(path)} ({options})", cancellationToken);
        var columns = result.Columns.Select((column, at) => (column.Name, at)).ToDictionary(column => column.Name, column => column.at, StringComparer.Ordinal);
        List<WrittenFile> files = [];
        while (result.NextChunk(cancellationToken) is { } chunk)
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                files.Add(new WrittenFile(
                    chunk[columns["filename"]].GetString(row),
                    Number(chunk[columns["count"]].GetValue(row)),
                    Number(chunk[columns["file_size_bytes"]].GetValue(row)),
                    Statistics(chunk[columns["column_statistics"]].GetValue(row)),
                    Map(chunk[columns["partition_keys"]].GetValue(row)).Values.SingleOrDefault()));
            }
        }

        return files;
    }

    private static long Number(object? value) => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Statistics(object? value) =>
        Entries(value).ToDictionary(entry => (string)entry.Key, entry => Map(entry.Value), StringComparer.Ordinal);

    private static IReadOnlyDictionary<string, string> Map(object? value) =>
        Entries(value).Where(entry => entry.Value is string).ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    private static KeyValuePair<object, object?>[] Entries(object? value) => value as KeyValuePair<object, object?>[] ?? [];
}
