using MeshStarter.Contracts;

namespace MeshStarter.Lake.Parquet;

/// <summary>The SQL by which the engine reads files.</summary>
internal static class ParquetSource
{
    /// <summary>The engine's column that says which file a row is from.</summary>
    public const string FileColumn = "filename";

    /// <summary>The engine's column that says which row of its file a row is, from 0.</summary>
    public const string RowColumn = "file_row_number";

    /// <summary>A table function over exactly these files.</summary>
    public static string Of(IEnumerable<string> paths, FileProjection projection) =>
        $"read_parquet({SqlText.List(paths.Select(Exactly))}, {(projection.EngineSchema is { } schema ? $"schema = {schema}, " : "")}hive_partitioning = false)";

    /// <summary>Columns of a list of values each, side by side.</summary>
    public static string Lists(params IReadOnlyList<(string Name, string List)> columns) =>
        $"SELECT {string.Join(", ", columns.Select(column => $"unnest({column.List}) AS {SqlIdentifier.Quote(column.Name)}"))}";

    // The engine takes a path for a pattern: what would match something else stands in brackets.
    private static string Exactly(string path) => path.AsSpan().IndexOfAny("[*?") < 0
        ? path
        : path.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal).Replace("?", "[?]", StringComparison.Ordinal);
}
