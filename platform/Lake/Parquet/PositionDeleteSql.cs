using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>The SQL of the rows that position deletes delete.</summary>
internal static class PositionDeleteSql
{
    /// <summary>Name of the column of paths.</summary>
    public const string PathColumn = "#path";

    /// <summary>Name of the column of row numbers.</summary>
    public const string RowColumn = "#row";

    /// <summary>The columns of a position delete file.</summary>
    public static IReadOnlyList<NestedField> Fields { get; } =
    [
        new(ReservedFields.DeleteFilePath, "file_path", Required: true, new IcebergPrimitive(IcebergPrimitiveKind.String)),
        new(ReservedFields.DeletePosition, "pos", Required: true, new IcebergPrimitive(IcebergPrimitiveKind.Long)),
    ];

    private static readonly NameMapping Names = NameMapping.Of(Fields);

    /// <summary>A SELECT of the path and number of each deleted row of some files.</summary>
    /// <param name="files">The files of rows.</param>
    /// <param name="deletes">The files of deletes, which may speak of others too.</param>
    /// <exception cref="IcebergException">A file is none of position deletes; the message names it.</exception>
    public static string Of(IReadOnlyList<ScanFile> files, IReadOnlyList<ScanFile> deletes)
    {
        var rows = deletes
            .Select(delete => (File: delete, Projection: Projection(delete)))
            .GroupBy(delete => delete.Projection.Key, static (_, group) => group.ToList())
            .Select(static group => (Source: ParquetSource.Of([.. group.Select(delete => delete.File)], group[0].Projection), group[0].Projection.Values))
            .Select(static group => $"SELECT {group.Values[0]} AS \"#location\", {group.Values[1]} AS \"{RowColumn}\", {ParquetSource.FileColumn} AS \"#file\" FROM {group.Source}");
        var targets = ParquetSource.Lists(
            ("#location", SqlText.List(files.Select(file => file.File.Location))),
            (PathColumn, SqlText.List(files.Select(file => file.Path))),
            ("#seq", Numbers(files)));
        var sql = $"SELECT f.\"{PathColumn}\", d.\"{RowColumn}\" FROM ({string.Join(" UNION ALL ", rows)}) AS d JOIN ({targets}) AS f ON f.\"#location\" = d.\"#location\"";
        // A file that was added again after its rows were deleted has its rows back.
        return deletes.Min(delete => delete.SequenceNumber) >= files.Max(file => file.SequenceNumber)
            ? sql
            : $"{sql} JOIN ({ParquetSource.Lists(("#file", SqlText.List(deletes.Select(delete => delete.Path))), ("#seq", Numbers(deletes)))}) AS s ON s.\"#file\" = d.\"#file\" AND s.\"#seq\" >= f.\"#seq\"";
    }

    /// <summary>Sequence numbers as a list in SQL.</summary>
    public static string Numbers(IEnumerable<ScanFile> files) =>
        $"[{string.Join(", ", files.Select(file => file.SequenceNumber.ToString(CultureInfo.InvariantCulture)))}]";

    private static FileProjection Projection(ScanFile delete)
    {
        var root = delete.Root.HasIds ? delete.Root : Names.Apply(delete.Root);
        foreach (var field in Fields)
        {
            if (!root.Children.Any(child => child.FieldId == field.Id))
            {
                throw new IcebergException($"{delete.File.Location} has no column {field.Name} ({field.Id}), which a file of position deletes must have.");
            }
        }

        return FileProjection.Of(Fields, delete.Root, Names, new Dictionary<int, string>(), delete.File.Location);
    }
}
