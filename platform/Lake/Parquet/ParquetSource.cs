using System.Globalization;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>The SQL by which the engine reads files.</summary>
internal static class ParquetSource
{
    /// <summary>The engine's column that says which file a row is from.</summary>
    public const string FileColumn = "filename";

    /// <summary>The engine's column that says which row of its file a row is, from 0.</summary>
    public const string RowColumn = "file_row_number";

    // More than any file has, and few enough to be added up, whatever a manifest says.
    private const long MostRows = 1L << 40;

    /// <summary>A table function over exactly these files.</summary>
    /// <remarks>
    /// Given a schema the engine (1.5.6) looks into no file before it plans, takes every file for empty, and joins in the wrong order: how
    /// many rows to expect is said here. It decides nothing else.
    /// </remarks>
    public static string Of(IReadOnlyCollection<ScanFile> files, FileProjection projection)
    {
        var schema = projection.EngineSchema is { } text ? $"schema = {text}, " : "";
        var rows = files.Sum(file => Math.Clamp(file.File.RecordCount, 0, MostRows)).ToString(CultureInfo.InvariantCulture);
        return $"read_parquet({SqlText.List(files.Select(file => Exactly(file.Path)))}, {schema}hive_partitioning = false, explicit_cardinality = {rows})";
    }

    /// <summary>Columns of a list of values each, side by side.</summary>
    public static string Lists(params IReadOnlyList<(string Name, string List)> columns) =>
        $"SELECT {string.Join(", ", columns.Select(column => $"unnest({column.List}) AS {SqlIdentifier.Quote(column.Name)}"))}";

    /// <summary>A path as the engine reads it, which takes it for a pattern: what would match something else is in brackets.</summary>
    public static string Exactly(string path) => path.AsSpan().IndexOfAny("[*?") < 0
        ? path
        : path.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal);
}
